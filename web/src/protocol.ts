// Made from server/protocol by `go test ./server/protocol -update`. Do not edit.

export const Roles = ["visitor", "registered", "attendee", "press", "speaker", "interpreter", "moderator", "chair", "organizer", "administrator"] as const;
export type Role = (typeof Roles)[number];
export const Actions = ["see-programme", "keep-account", "decide-registrations", "edit-programme", "read-audit", "connect-programs", "administer", "watch", "chat", "ask", "upvote", "react", "vote", "go-backstage", "confer", "interpret", "manage-stage", "moderate-questions", "moderate-chat", "run-polls", "put-proposals", "moderate-people", "see-seats", "run-session", "request-floor", "manage-floor", "read-journal", "keep-journal"] as const;
export type Action = (typeof Actions)[number];
export const Categories = ["participating-state", "partner-for-cooperation", "executive-structure", "parliamentary-assembly", "united-nations", "international-organization", "civil-society", "academia", "private-sector", "media", "interpreter", "staff", "invited"] as const;
export type Category = (typeof Categories)[number];
export const SessionKinds = ["opening", "working", "side-event", "closed", "closing", "press", "break", "blocker"] as const;
export type SessionKind = (typeof SessionKinds)[number];
export const Accesses = ["public", "participants", "delegations", "press", "closed"] as const;
export type Access = (typeof Accesses)[number];
export const SessionStates = ["scheduled", "open", "closed"] as const;
export type SessionState = (typeof SessionStates)[number];
export const Discussions = ["open", "moderated", "off"] as const;
export type Discussion = (typeof Discussions)[number];
export const Identities = ["attributed", "moderators", "anonymous"] as const;
export type Identity = (typeof Identities)[number];
export const SubjectKinds = ["person", "hall", "team"] as const;
export type SubjectKind = (typeof SubjectKinds)[number];
export const WarningKinds = ["hall-taken", "person-taken", "team-taken", "hall-unavailable", "person-unavailable", "team-unavailable", "outside-days", "no-gap", "no-interpreters", "no-chair", "not-accredited", "unscheduled"] as const;
export type WarningKind = (typeof WarningKinds)[number];
export const Fields = ["time", "hall", "title", "access", "languages", "people", "kind", "text", "other"] as const;
export type Field = (typeof Fields)[number];
export const RegistrationStates = ["unconfirmed", "draft", "submitted", "correction-asked", "approved", "waiting", "rejected", "withdrawn", "cancelled"] as const;
export type RegistrationState = (typeof RegistrationStates)[number];
export const IntakeDeeds = ["adds", "changes", "removes", "misses", "refuses", "notes"] as const;
export type IntakeDeed = (typeof IntakeDeeds)[number];
export const Decisions = ["approve", "reject", "ask-correction", "waitlist", "cancel"] as const;
export type Decision = (typeof Decisions)[number];
export const Modifications = ["always", "until-decided", "never"] as const;
export type Modification = (typeof Modifications)[number];
export const FieldKinds = ["name", "email", "delegation", "category", "function", "head", "languages", "accessibility", "photo", "text", "choice", "country", "date", "file", "consent"] as const;
export type FieldKind = (typeof FieldKinds)[number];
export const Participations = ["in-room", "speaking", "observer"] as const;
export type Participation = (typeof Participations)[number];
export const InvitationStates = ["pending", "accepted", "declined", "expired", "revoked"] as const;
export type InvitationState = (typeof InvitationStates)[number];
export const ParticipantLists = ["off", "participants", "public"] as const;
export type ParticipantList = (typeof ParticipantLists)[number];
export const QuestionStates = ["incoming", "queued", "answering", "answered", "written", "replied", "follow-up", "merged", "dismissed", "withdrawn"] as const;
export type QuestionState = (typeof QuestionStates)[number];
export const Reactions = ["applause", "heart", "laugh", "thumbs-up", "surprise"] as const;
export type Reaction = (typeof Reactions)[number];
export const PollKinds = ["single", "multiple", "ranking"] as const;
export type PollKind = (typeof PollKinds)[number];
export const PollStates = ["draft", "open", "closed", "archived"] as const;
export type PollState = (typeof PollStates)[number];
export const Disclosures = ["open", "voted", "closed"] as const;
export type Disclosure = (typeof Disclosures)[number];
export const ProposalStates = ["proposed", "adopted", "objected", "withdrawn"] as const;
export type ProposalState = (typeof ProposalStates)[number];
export const RequestKinds = ["statement", "group", "question", "reply", "point-of-order", "right-of-reply"] as const;
export type RequestKind = (typeof RequestKinds)[number];
export const RequestStates = ["waiting", "called", "speaking", "spoken", "withdrawn", "removed", "written"] as const;
export type RequestState = (typeof RequestStates)[number];
export const JournalKinds = ["opened", "closed", "suspended", "resumed", "chair", "item", "private", "speech", "point-of-order", "right-of-reply", "procedure", "deviation", "proposal", "decision", "poll", "added"] as const;
export type JournalKind = (typeof JournalKinds)[number];
export const JournalStates = ["draft", "published"] as const;
export type JournalState = (typeof JournalStates)[number];
export const JournalEdits = ["correct", "strike", "restore", "add"] as const;
export type JournalEdit = (typeof JournalEdits)[number];
export const CheckInOutcomes = ["in", "again", "not-approved", "unknown"] as const;
export type CheckInOutcome = (typeof CheckInOutcomes)[number];
export const Doors = ["open", "held", "locked"] as const;
export type Door = (typeof Doors)[number];
export const DoorAnswers = ["come-in", "may-knock", "waiting", "turned-away", "locked", "closed-meeting", "removed", "not-invited"] as const;
export type DoorAnswer = (typeof DoorAnswers)[number];
export const StageSlates = ["none", "soon", "ended", "suspended", "closed"] as const;
export type StageSlate = (typeof StageSlates)[number];
export const Places = ["audience", "backstage", "stage"] as const;
export type Place = (typeof Places)[number];
export const SourceKinds = ["microphone", "camera", "screen", "screen-sound"] as const;
export type SourceKind = (typeof SourceKinds)[number];
export const LegKinds = ["publish", "audience"] as const;
export type LegKind = (typeof LegKinds)[number];
export const TroubleKinds = ["command-broke", "not-saved", "media-lost"] as const;
export type TroubleKind = (typeof TroubleKinds)[number];
export const AuditFaults = ["changed", "missing", "unchained", "cut", "rewritten"] as const;
export type AuditFault = (typeof AuditFaults)[number];
export const Scopes = ["registrations:read", "registrations:write", "programme:read", "programme:write", "live:read", "live:write", "audit:read", "webhooks:read", "webhooks:write"] as const;
export type Scope = (typeof Scopes)[number];
export const Happenings = ["registration.submitted", "registration.decided", "registration.withdrawn", "session.changed", "session.deleted", "session.opened", "session.closed", "release.published"] as const;
export type Happening = (typeof Happenings)[number];
export const DeliveryStates = ["waiting", "delivered", "given-up"] as const;
export type DeliveryState = (typeof DeliveryStates)[number];
export const StatementStates = ["prepared", "spoken", "delivered"] as const;
export type StatementState = (typeof StatementStates)[number];
export const MailKinds = ["submitted", "approved", "promoted", "rejected", "correction-asked", "waiting", "cancelled", "withdrawn", "on-behalf", "focal-named", "focal-dismissed", "invitation", "programme-changed"] as const;
export type MailKind = (typeof MailKinds)[number];
export const MailLanguages = ["en", "ru"] as const;
export type MailLanguage = (typeof MailLanguages)[number];
export const MailStates = ["draft", "queued", "sent", "bounced", "failed", "dropped"] as const;
export type MailState = (typeof MailStates)[number];
export const LinkPurposes = ["confirm-registration", "sign-in"] as const;
export type LinkPurpose = (typeof LinkPurposes)[number];
export const TokenKinds = ["publish", "watch"] as const;
export type TokenKind = (typeof TokenKinds)[number];
export const Kinds = ["invalid", "unauthenticated", "forbidden", "not-found", "conflict", "too-many", "unavailable", "internal"] as const;
export type Kind = (typeof Kinds)[number];

export interface Problem {
  status: number;
  kind: Kind;
  title: string;
  field?: string;
}
export interface ConferenceInfo {
  slug: string;
  title: string;
  organizer: string;
  place: string;
  time_zone: string;
  first_day: string;
  last_day: string;
  languages: string[];
  registration_opens: string;
  registration_closes: string;
  registration_open: boolean;
  demo: boolean;
  mail_outbox: string;
  now: string;
}
export interface TimeZoneInput {
  time_zone: string;
}
export interface DelegationInfo {
  id: string;
  code: string;
  name: string;
  category: Category;
}
export interface HallInput {
  name: string;
  position?: number;
}
export interface Translation {
  language: string;
  title: string;
  abstract?: string;
}
export interface Segment {
  after: number;
  title?: string;
  access: Access;
}
export interface SessionInput {
  hall?: string;
  title: string;
  abstract?: string;
  kind: SessionKind;
  access: Access;
  languages?: string[];
  starts_at?: string;
  ends_at?: string;
  version?: number;
  translations?: Translation[];
  segments?: Segment[];
  teams?: string[];
  capacity?: number;
  recorded?: boolean;
  chat?: Discussion;
  questions?: Discussion;
  askers?: Identity;
}
export interface Hall {
  id: string;
  name: string;
  position: number;
}
export interface TeamInfo {
  id: string;
  name: string;
  languages: string[];
}
export interface Person {
  id: string;
  name: string;
  delegation: string;
  code: string;
  category: Category;
  function: string;
}
export interface Appointed {
  person: Person;
  role: Role;
  position: number;
}
export interface DraftInfo {
  id: string;
  version: number;
  hall: string;
  starts_at?: string;
  ends_at?: string;
  title: string;
  abstract: string;
  translations: Translation[];
  kind: SessionKind;
  access: Access;
  segments: Segment[];
  languages: string[];
  teams: string[];
  capacity: number;
  recorded: boolean;
  chat: Discussion;
  questions: Discussion;
  askers: Identity;
  people: Appointed[];
  changed_by: string;
  changed_at: string;
}
export interface AvailabilityInfo {
  kind: SubjectKind;
  subject: string;
  starts_at: string;
  ends_at: string;
}
export interface WarningInfo {
  kind: WarningKind;
  session: string;
  other?: string;
  person?: string;
  team?: string;
  language?: string;
}
export interface ReleaseInfo {
  number: number;
  name: string;
  notes: string;
  released_at: string;
}
export interface DraftProgramme {
  halls: Hall[];
  teams: TeamInfo[];
  sessions: DraftInfo[];
  availability: AvailabilityInfo[];
  warnings: WarningInfo[];
  release?: ReleaseInfo;
  stamp: number;
}
export interface SlotInput {
  version: number;
  hall?: string;
  starts_at?: string;
  ends_at?: string;
}
export interface CopyInput {
  halls: string[];
}
export interface TeamInput {
  name: string;
  languages: string[];
}
export interface CivilSpan {
  starts_at: string;
  ends_at: string;
}
export interface AvailabilityInput {
  kind: SubjectKind;
  subject: string;
  times: CivilSpan[];
}
export interface ReleaseInput {
  name: string;
  notes?: string;
  stamp: number;
}
export interface Placed {
  title: string;
  hall: string;
  starts_at: string;
  ends_at: string;
}
export interface ChangeInfo {
  session: string;
  title: string;
  fields: Field[];
  before?: Placed;
  after?: Placed;
}
export interface Difference {
  from: number;
  to: number;
  changes: ChangeInfo[];
  changelog: string;
  affected: Person[];
}
export interface ReleaseNews {
  release: ReleaseInfo;
  changes: ChangeInfo[];
}
export interface DocumentInfo {
  id: string;
  title: string;
  language: string;
  address: string;
  file_name: string;
  size: number;
}
export interface DocumentInput {
  title: string;
  language?: string;
  address: string;
}
export interface MinutesInput {
  minutes: number;
}
export interface SegmentInput {
  segment: number;
}
export interface SessionInfo {
  id: string;
  hall: string;
  title: string;
  abstract: string;
  kind: SessionKind;
  access: Access;
  languages: string[];
  starts_at: string;
  ends_at: string;
  state: SessionState;
  opened_at?: string;
  closed_at?: string;
  people: Appointed[];
  translations: Translation[];
  segments: Segment[];
  segment: number;
  capacity: number;
  recorded: boolean;
  chat: Discussion;
  questions: Discussion;
  askers: Identity;
  expected_start: string;
  expected_end: string;
  floor_ends?: string;
  door: Door;
  suspended_at?: string;
  closed_to?: Access;
}
export interface ProgrammeEntry {
  session: SessionInfo;
  role: Role;
  can: Action[];
  documents: DocumentInfo[];
}
export interface Programme {
  halls: Hall[];
  sessions: ProgrammeEntry[];
}
export interface BoardSession {
  id: string;
  title: string;
  kind: SessionKind;
  state: SessionState;
  starts_at: string;
  ends_at: string;
  expected_start: string;
  expected_end: string;
  opened_at?: string;
  floor_ends?: string;
  behind: number;
}
export interface Performer {
  person: Person;
  role: Role;
  since: string;
  connected: boolean;
  microphone: boolean;
  camera: boolean;
  screen: boolean;
}
export interface Trouble {
  kind: TroubleKind;
  at: string;
  times: number;
  text: string;
  person?: Person;
}
export interface RoomCondition {
  presence: number;
  trend: number[];
  stage: Performer[];
  speaker?: Person;
  on_air: boolean;
  viewers: number;
  weak: number;
  let_go: number;
  failures: number;
  failed_at?: string;
  troubles: Trouble[];
}
export interface HallState {
  hall: Hall;
  session?: BoardSession;
  after?: BoardSession;
  room?: RoomCondition;
}
export interface Announcement {
  id: string;
  session?: string;
  text: string;
  made_at: string;
  expires_at: string;
}
export interface Board {
  now: string;
  halls: HallState[];
  announcements: Announcement[];
}
export interface AnnouncementInput {
  id: string;
  session?: string;
  text: string;
  minutes: number;
}
export interface SessionReport {
  session: BoardSession;
  hall: string;
  people: number;
  lines: number;
  questions: number;
  answered: number;
  polls: number;
  speaking: number;
}
export interface Group {
  name: string;
  people: number;
}
export interface SpeakingTime {
  name: string;
  delegation: string;
  seconds: number;
}
export interface AttendanceReport {
  people: number;
  most: number;
  average: number;
  categories: Group[];
  delegations: Group[];
  from?: string;
  step: number;
  curve: number[];
  speakers: SpeakingTime[];
}
export interface Answer {
  field: string;
  value: string;
}
export interface RegistrationInput {
  email: string;
  name: string;
  delegation?: string;
  organization?: string;
  category: Category;
  function?: string;
  answers?: Answer[];
  draft?: boolean;
  listed?: boolean;
}
export interface RegistrationInfo {
  id: string;
  person: string;
  email: string;
  name: string;
  delegation: string;
  organization: string;
  code: string;
  category: Category;
  function: string;
  participation: Participation;
  head: boolean;
  listed: boolean;
  on_behalf: boolean;
  state: RegistrationState;
  reason: string;
  decided_at?: string;
  created_at: string;
  changed_at: string;
  changeable: boolean;
  resets: boolean;
  answers: Answer[];
  missing: string[];
  withdrawable: boolean;
  decisions: Decision[];
  mail_fault: string;
}
export interface StateCount {
  state: RegistrationState;
  count: number;
}
export interface RegistrationPage {
  registrations: RegistrationInfo[];
  total: number;
  counts: StateCount[];
}
export interface DecisionInput {
  decision: Decision;
  reason?: string;
}
export interface FormField {
  id: string;
  kind: FieldKind;
  label: string;
  help: string;
  required: boolean;
  organizer_only: boolean;
  choices: string[];
  when_field: string;
  when_is: string[];
  answers: number;
}
export interface Form {
  version: string;
  fields: FormField[];
}
export interface FormInput {
  version: string;
  fields: FormField[];
  remove?: string[];
}
export interface AnswersInput {
  answers: Answer[];
}
export interface RegistrationFilter {
  state?: RegistrationState;
  category?: Category;
  delegation?: string;
  q?: string;
  ids?: string[];
}
export interface SweepPreviewInput {
  decision: Decision;
  filter: RegistrationFilter;
}
export interface SweepPreview {
  matching: number;
  changes: StateCount[];
}
export interface SweepInput {
  id: string;
  decision: Decision;
  reason?: string;
  filter: RegistrationFilter;
  matching: number;
}
export interface SweepInfo {
  id: string;
  matching: number;
  changes: StateCount[];
  undo_until: string;
}
export interface SweepUndone {
  restored: number;
}
export interface RetainedField {
  id: string;
  kind: FieldKind;
  label: string;
  days: number;
  until?: string;
  due: boolean;
  answers: number;
  files: number;
}
export interface Retention {
  days: number;
  last_day: string;
  fields: RetainedField[];
  answers: number;
  files: number;
  people: number;
}
export interface FieldRetention {
  id: string;
  days: number;
}
export interface RetentionInput {
  days: number;
  fields: FieldRetention[];
}
export interface PurgeInput {
  answers: number;
}
export interface EraseInput {
  email: string;
}
export interface CategoryLimit {
  category: Category;
  places: number;
  taken: number;
}
export interface RegistrationSettings {
  opens: string;
  closes: string;
  modification: Modification;
  modification_closes: string;
  editing_resets: boolean;
  limits: CategoryLimit[];
}
export interface CategoryLimitInput {
  category: Category;
  places: number;
}
export interface RegistrationSettingsInput {
  opens: string;
  closes: string;
  modification: Modification;
  modification_closes?: string;
  editing_resets: boolean;
  limits?: CategoryLimitInput[];
}
export interface MailSent {
  outbox: string;
}
export interface EmailInput {
  email: string;
}
export interface PasswordInput {
  email: string;
  password: string;
}
export interface NewPasswordInput {
  password: string;
}
export interface LinkInput {
  token: string;
}
export interface DemoInput {
  role: Role;
}
export interface Me {
  signed_in: boolean;
  person?: Person;
  email: string;
  has_password: boolean;
  role: Role;
  can: Action[];
  registration?: RegistrationInfo;
  participants: boolean;
  delegations: DelegationInfo[];
}
export interface LinkUsed {
  purpose: LinkPurpose;
  me: Me;
}
export interface LoginInfo {
  id: string;
  agent: string;
  created_at: string;
  seen_at: string;
  current: boolean;
}
export interface AppointmentInput {
  person: string;
  role: Role;
}
export interface SeatInfo {
  person: Person;
  role: Role;
  place: Place;
  windows: number;
  silenced: boolean;
}
export interface Attendance {
  count: number;
  seats: SeatInfo[];
  removed: Person[];
}
export interface DoorInfo {
  answer: DoorAnswer;
  title: string;
  place: number;
  now: string;
}
export interface ClosingPreview {
  leaving: Person[];
  leaving_all: number;
  staying: number;
  on_stage: Person[];
  players: number;
  recorded: boolean;
}
export interface ProcedureFile {
  key: string;
  title: string;
  source: string;
  order: string;
  groups_first: boolean;
  replies: string;
  content: string;
}
export interface Procedures {
  own?: ProcedureFile;
  usual: string;
  presets: ProcedureFile[];
}
export interface ProcedureInput {
  content: string;
}
export interface StageViewInput {
  name: string;
  hours: number;
  access: Access;
}
export interface StageViewInfo {
  id: string;
  name: string;
  access: Access;
  created_at: string;
  expires_at: string;
  address?: string;
}
export interface Question {
  id: string;
  number: number;
  asker: Person;
  identity: Identity;
  mine?: boolean;
  text: string;
  original?: string;
  state: QuestionState;
  reason?: string;
  answer?: string;
  labels: string[];
  addressee?: string;
  merged_into?: string;
  also: number;
  position: number;
  votes: number;
  version: number;
  asked_at: string;
  changed_at: string;
}
export interface Poll {
  id: string;
  number: number;
  text: string;
  kind: PollKind;
  options: string[];
  most: number;
  secret: boolean;
  disclosure: Disclosure;
  state: PollState;
  on_stage: boolean;
  voters: number;
  counts: number[];
  prepared_at: string;
  opened_at?: string;
  closed_at?: string;
}
export interface AlignedDelegation {
  id: string;
  name: string;
  code: string;
}
export interface Speech {
  id: string;
  number: number;
  request: string;
  person: Person;
  kind: RequestKind;
  on_behalf?: string;
  category: string;
  language?: string;
  replies_to?: string;
  limit: number;
  extended: number;
  started_at: string;
  paused_at?: string;
  paused: number;
  ended_at?: string;
  aligned: AlignedDelegation[];
}
export interface StageSpeaker {
  person: Person;
  kind: RequestKind;
  on_behalf?: string;
}
export interface Objection {
  person: Person;
  text: string;
  objected_at: string;
}
export interface Proposal {
  id: string;
  number: number;
  text: string;
  document?: string;
  state: ProposalState;
  proposer: Person;
  proposed_at: string;
  silence_ends?: string;
  ended_at?: string;
  objections: Objection[];
}
export interface StageShown {
  title: string;
  slate: StageSlate;
  now: string;
  question?: Question;
  poll?: Poll;
  stage: Person[];
  speaker: string;
  speech?: Speech;
  warnings: number[];
  next: StageSpeaker[];
  decision?: Proposal;
  announcements: Announcement[];
  version: string;
}
export interface Line {
  id: string;
  number: number;
  person: Person;
  text: string;
  said_at: string;
  reply_to?: string;
  edited_at?: string;
}
export interface ReactionCount {
  reaction: Reaction;
  count: number;
}
export interface LineReactions {
  line: string;
  counts: ReactionCount[];
  mine?: Reaction[];
}
export interface LinesPage {
  lines: Line[];
  more: boolean;
  reacted: LineReactions[];
}
export interface QuestionsPage {
  questions: Question[];
  more: boolean;
}
export interface StatementInfo {
  id: string;
  person: Person;
  grouped: boolean;
  on_behalf: string;
  language: string;
  words: number;
  fast: number;
  slow: number;
  state: StatementState;
  symbol: string;
  version: number;
  changed_at: string;
  spoken_at?: string;
  own: boolean;
  mends: boolean;
}
export interface StatementList {
  statements: StatementInfo[];
  limit: number;
  group_limit: number;
  writes: boolean;
  runs: boolean;
  next: string;
}
export interface StatementText {
  about: StatementInfo;
  text: string;
  prepared: string;
}
export interface StatementInput {
  id?: string;
  version?: number;
  grouped?: boolean;
  on_behalf?: string;
  language?: string;
  text: string;
}
export interface DeliveryInput {
  version: number;
  text?: string;
}
export interface SymbolInput {
  symbol: string;
}
export interface ManuscriptText {
  text: string;
  words: number;
}
export interface JournalHour {
  label: string;
  time: string;
}
export interface JournalChange {
  version: number;
  edit: JournalEdit;
  text: string;
  reason: string;
  by: string;
  made_at: string;
}
export interface JournalEntry {
  key: string;
  number: number;
  at: string;
  time: string;
  kind: JournalKind;
  text: string;
  note: string;
  remark: string;
  struck: boolean;
  written: string;
  version: number;
  changes: JournalChange[];
}
export interface Journal {
  language: string;
  languages: string[];
  heading: string;
  conference: string;
  title: string;
  about: string;
  hours: JournalHour[];
  chair_label: string;
  chairs: string[];
  rules_label: string;
  rules: string;
  status: string;
  state: JournalState;
  over: boolean;
  keeps: boolean;
  entries: JournalEntry[];
}
export interface JournalChangeInput {
  edit: JournalEdit;
  entry?: string;
  version?: number;
  at?: string;
  text?: string;
  language?: string;
  reason: string;
}
export interface JournalStateInput {
  published: boolean;
}
export interface TokenInput {
  kind: TokenKind;
}
export interface TokenInfo {
  id: string;
  kind: TokenKind;
  address: string;
  secret?: string;
  created_at: string;
  expires_at: string;
}
export interface TakeInLine {
  deed: IntakeDeed;
  name: string;
  says: string;
}
export interface TakeIn {
  title: string;
  sessions: number;
  halls: number;
  people: number;
  links: number;
  added: number;
  changed: number;
  removed: number;
  lines: TakeInLine[];
  stamp: string;
}
export interface Quota {
  participation: Participation;
  limited: boolean;
  places: number;
  taken: number;
  own: boolean;
}
export interface FocalPoint {
  person: string;
  name: string;
  email: string;
}
export interface DelegationRow {
  delegation: DelegationInfo;
  head: string;
  quotas: Quota[];
  focal: FocalPoint[];
}
export interface DelegationPage {
  delegations: DelegationRow[];
  total: number;
}
export interface Member {
  registration: RegistrationInfo;
  changeable: boolean;
}
export interface SeatHold {
  session: string;
  title: string;
  hall: string;
  starts_at: string;
  state: SessionState;
  person: string;
  name: string;
}
export interface DelegationDetail {
  row: DelegationRow;
  members: Member[];
  open: boolean;
  registrar: boolean;
  seat_passer: boolean;
  seats: SeatHold[];
}
export interface MemberInput {
  email: string;
  name: string;
  function?: string;
  participation: Participation;
  head?: boolean;
}
export interface FocalPointInput {
  email: string;
  name?: string;
}
export interface QuotaInput {
  participation: Participation;
  limited: boolean;
  places?: number;
}
export interface DelegationQuotasInput {
  own: QuotaInput[];
}
export interface CategoryQuota {
  category: string;
  participation: Participation;
  limited: boolean;
  places: number;
}
export interface CategoryQuotas {
  quotas: CategoryQuota[];
}
export interface SpeakingSeatInput {
  delegation: string;
  person?: string;
}
export interface RosterMatch {
  heading: string;
  column: string;
}
export interface RosterFault {
  row: number;
  column: string;
  says: string;
}
export interface RosterPreview {
  columns: RosterMatch[];
  added: number;
  present: number;
  there: RosterFault[];
  faulty: number;
  faults: RosterFault[];
  stamp: string;
}
export interface InvitationInfo {
  id: string;
  email: string;
  name: string;
  category: Category;
  organization: string;
  participation: Participation;
  state: InvitationState;
  mail?: MailState;
  sent_at: string;
  expires_at: string;
  answered_at?: string;
}
export interface InvitationPage {
  invitations: InvitationInfo[];
  total: number;
}
export interface InvitationInput {
  emails: string[];
  category: Category;
  delegation?: string;
  organization?: string;
  participation: Participation;
}
export interface Invited {
  invited: number;
  refused: string[];
}
export interface InvitationSeen {
  email: string;
  name: string;
  category: Category;
  organization: string;
  state: InvitationState;
  expires_at: string;
}
export interface Listed {
  name: string;
  function: string;
  head: boolean;
}
export interface ListedGroup {
  organization: string;
  code: string;
  category: Category;
  people: Listed[];
}
export interface Participants {
  shown: boolean;
  list?: ParticipantList;
  until?: string;
  groups: ListedGroup[];
}
export interface ParticipantsInput {
  list: ParticipantList;
  until?: string;
}
export interface ParticipantSettings {
  list: ParticipantList;
  until: string;
}
export interface CalendarAddress {
  created_at?: string;
  address?: string;
}
export interface Guest {
  id: string;
  name: string;
  function: string;
  place: string;
  code: string;
  category: Category;
  approved: boolean;
  mark: string;
  at?: string;
}
export interface GuestList {
  guests: Guest[];
  as_of: string;
}
export interface ArrivalInput {
  id: string;
  badge?: string;
  registration?: string;
  at: string;
}
export interface ArrivalsInput {
  arrivals: ArrivalInput[];
}
export interface Arrived {
  id: string;
  outcome: CheckInOutcome;
  guest?: Guest;
}
export interface Arrivals {
  arrivals: Arrived[];
}
export interface AuditEntry {
  number: number;
  at: string;
  person: string;
  name: string;
  email: string;
  via: string;
  action: string;
  subject: string;
  about: string;
  detail: string;
  erased: boolean;
  hash: string;
}
export interface AuditPage {
  entries: AuditEntry[];
  total: number;
  actions: string[];
}
export interface AuditVerdict {
  entries: number;
  hash: string;
  whole: boolean;
  broken?: number;
  fault?: AuditFault;
  at: string;
}
export interface AccessTokenInput {
  name: string;
  scopes: Scope[];
  days: number;
}
export interface AccessTokenInfo {
  id: string;
  name: string;
  scopes: Scope[];
  maker: string;
  secret?: string;
  created_at: string;
  expires_at: string;
  expired: boolean;
  used_at?: string;
}
export interface WebhookInput {
  address: string;
  events: Happening[];
}
export interface WebhookInfo {
  id: string;
  address: string;
  events: Happening[];
  maker: string;
  secret?: string;
  created_at: string;
  waiting: number;
  given_up: number;
}
export interface DeliveryInfo {
  id: string;
  event: Happening;
  state: DeliveryState;
  attempts: number;
  created_at: string;
  next_at?: string;
  tried_at?: string;
  status: number;
  answer: string;
  took: number;
  body: string;
}
export interface DeliveryPage {
  deliveries: DeliveryInfo[];
  total: number;
}
export interface MailInfo {
  id: string;
  kind: MailKind;
  language: MailLanguage;
  name: string;
  address: string;
  subject: string;
  text: string;
  calendar: boolean;
  state: MailState;
  version: number;
  attempts: number;
  answer: string;
  created_at: string;
  next_at?: string;
  sent_at?: string;
}
export interface MailStateCount {
  state: MailState;
  count: number;
}
export interface MailPage {
  mails: MailInfo[];
  total: number;
  counts: MailStateCount[];
}
export interface MailInput {
  address: string;
  subject: string;
  text: string;
  version: number;
}
export interface MailsInput {
  state?: MailState;
  kind?: MailKind;
  q?: string;
  ids?: string[];
  matching: number;
}
export interface MailCount {
  count: number;
}
export interface MailRule {
  held: boolean;
}
export interface MailTemplateInfo {
  kind: MailKind;
  language: MailLanguage;
  subject: string;
  text: string;
  own: boolean;
  placeholders: string[];
}
export interface MailTemplateInput {
  subject: string;
  text: string;
}
export interface MailPreviewInput {
  kind: MailKind;
  language: MailLanguage;
  subject: string;
  text: string;
  registration?: string;
}
export interface MailPreview {
  to: string;
  subject: string;
  text: string;
}
export interface Say {
  text: string;
  reply_to?: string;
}
export interface EditLine {
  line: string;
  text: string;
}
export interface ChatRule {
  slow: number;
  hold_for: number;
  delegations_only: boolean;
  reactions: boolean;
}
export interface SetChatRule {
  rule: ChatRule;
}
export interface ReleaseLine {
  line: string;
}
export interface RefuseLine {
  line: string;
  reason: string;
}
export interface ReactToLine {
  line: string;
  reaction: Reaction;
  on: boolean;
}
export interface SayAside {
  text: string;
}
export interface DeleteAside {
  aside: string;
}
export interface React {
  reaction: Reaction;
}
export interface DeleteLine {
  line: string;
}
export interface AskQuestion {
  text: string;
}
export interface EditQuestion {
  question: string;
  text: string;
}
export interface WithdrawQuestion {
  question: string;
}
export interface Upvote {
  question: string;
  on: boolean;
}
export interface ApproveQuestion {
  question: string;
  text?: string;
  version?: number;
}
export interface DismissQuestion {
  question: string;
  reason: string;
  version?: number;
}
export interface MoveQuestion {
  question: string;
  before?: string;
}
export interface AnswerQuestion {
  question: string;
}
export interface FinishQuestion {
  question: string;
}
export interface ReturnQuestion {
  question: string;
}
export interface PollPaper {
  text: string;
  kind: PollKind;
  options: string[];
  most: number;
  secret: boolean;
  disclosure: Disclosure;
}
export interface PreparePoll {
  paper: PollPaper;
}
export interface RewordPoll {
  poll: string;
  paper: PollPaper;
}
export interface OpenPoll {
  poll: string;
}
export interface ClosePoll {
  poll: string;
}
export interface ArchivePoll {
  poll: string;
}
export interface ShowPoll {
  poll: string;
  on: boolean;
}
export interface CastBallot {
  poll: string;
  choices: number[];
}
export interface MergeQuestion {
  question: string;
  into: string;
  version?: number;
}
export interface WriteAnswer {
  question: string;
  text: string;
  private?: boolean;
  version?: number;
}
export interface FollowUpQuestion {
  question: string;
  version?: number;
}
export interface MarkQuestion {
  question: string;
  labels: string[];
  addressee?: string;
  version?: number;
}
export interface ClaimQuestion {
  question: string;
  on: boolean;
}
export interface UndoAct {
  act: string;
}
export interface Propose {
  text: string;
  document?: string;
  until?: string;
}
export interface AdoptProposal {
  proposal: string;
}
export interface DropProposal {
  proposal: string;
}
export interface ObjectToProposal {
  proposal: string;
  text?: string;
}
export interface Silence {
  person: string;
  on: boolean;
}
export interface RemovePerson {
  person: string;
  on: boolean;
}
export interface SetDoor {
  door: Door;
}
export interface AnswerKnocks {
  people: string[];
  admit: boolean;
}
export interface Suspend {
  on: boolean;
}
export interface CloseMeeting {
  access?: Access;
}
export type EnterBackstage = Record<string, never>;
export type LeaveBackstage = Record<string, never>;
export interface BringOnStage {
  person: string;
}
export interface TakeOffStage {
  person: string;
}
export interface Mute {
  person: string;
  source: SourceKind;
}
export interface SetSource {
  source: SourceKind;
  on: boolean;
}
export interface OpenLeg {
  leg: LegKind;
  sdp: string;
}
export interface RestartLeg {
  leg: LegKind;
  sdp: string;
}
export interface CloseLeg {
  leg: LegKind;
}
export interface View {
  slot: number;
  width: number;
  height: number;
}
export interface Show {
  views: View[];
}
export interface Attend {
  place: Place;
}
export interface Listen {
  language: string;
}
export interface ReportPlayback {
  freezes: number;
  frozen: number;
  heard: number;
  concealed: number;
}
export interface RequestFloor {
  kind: RequestKind;
  on_behalf?: string;
  language?: string;
  note?: string;
  replies_to?: string;
}
export interface EditFloorRequest {
  request: string;
  on_behalf?: string;
  language?: string;
  note?: string;
}
export interface WithdrawFloorRequest {
  request: string;
}
export type YieldFloor = Record<string, never>;
export interface Align {
  request: string;
  on: boolean;
}
export interface SetFloorList {
  open: boolean;
  opens_at?: string;
  closes_at?: string;
}
export interface SetFloorShown {
  list: boolean;
  times: boolean;
}
export interface AddFloorRequest {
  person: string;
  kind: RequestKind;
  on_behalf?: string;
  language?: string;
  note?: string;
}
export interface MoveFloorRequest {
  request: string;
  before?: string;
}
export interface SwapFloorRequests {
  one: string;
  other: string;
}
export interface RemoveFloorRequest {
  request: string;
  reason?: string;
}
export type DrawLots = Record<string, never>;
export interface CallSpeaker {
  request: string;
  on: boolean;
}
export interface GiveFloor {
  request: string;
}
export type ThankSpeaker = Record<string, never>;
export interface PauseClock {
  on: boolean;
}
export interface ExtendClock {
  seconds: number;
}
export interface SetFloorLimit {
  category: string;
  seconds: number;
}
export interface SetProcedure {
  procedure: string;
}
export type PutInWriting = Record<string, never>;
export interface InviteToFloor {
  question: string;
}
export interface HeldLine {
  id: string;
  person: Person;
  text: string;
  reply_to?: string;
  said_at: string;
  due_at: string;
  refused?: boolean;
  reason?: string;
}
export interface Aside {
  id: string;
  number: number;
  person: Person;
  text: string;
  said_at: string;
}
export interface Asides {
  open: boolean;
  lines: Aside[];
}
export interface Ballot {
  poll: string;
  choices: number[];
}
export interface AudienceSlots {
  floor: number;
  channel: number;
  camera: number;
  screen: number;
  screen_sound: number;
}
export interface Claim {
  question: string;
  person: Person;
}
export interface Knock {
  person: Person;
  since: string;
}
export interface WaitingChanged {
  count: number;
  waiting: Knock[];
}
export interface SpeakerCategory {
  key: string;
  title: string;
  limit: number;
  rule: number;
}
export interface ProcedureName {
  key: string;
  title: string;
}
export interface ProcedureInfo {
  key: string;
  title: string;
  source: string;
  order: string;
  groups_first: boolean;
  kinds: RequestKind[];
  categories: SpeakerCategory[];
  replies: string;
  most_replies: number;
  warnings: number[];
  words_per_minute: number;
  presets: ProcedureName[];
}
export interface Floor {
  procedure: ProcedureInfo;
  open: boolean;
  opens_at?: string;
  closes_at?: string;
  list_shown: boolean;
  times_shown: boolean;
  speech?: Speech;
}
export interface FloorRequest {
  id: string;
  number: number;
  person: Person;
  kind: RequestKind;
  on_behalf?: string;
  category: string;
  language?: string;
  note?: string;
  replies_to?: string;
  question?: string;
  position: number;
  state: RequestState;
  reason?: string;
  limit: number;
  spoken: number;
  here: boolean;
  ready: boolean;
  words?: number;
  predicted?: number;
  aligned: AlignedDelegation[];
  requested_at: string;
}
export interface DelegationTime {
  delegation: string;
  code: string;
  category: Category;
  speeches: number;
  seconds: number;
  budget: number;
}
export interface ExpectedSpeech {
  request: string;
  at: string;
}
export interface Saving {
  limit: number;
  seconds: number;
}
export interface FloorForecast {
  expected: ExpectedSpeech[];
  ends_at: string;
  over: number;
  savings: Saving[];
  speakers: number;
}
export interface Welcome {
  build: string;
  epoch: string;
  resume?: string;
  seq: number;
  now: string;
  me: Person;
  role: Role;
  can: Action[];
  session: SessionInfo;
  place: Place;
  silenced: boolean;
  stage: Performer[];
  backstage: Performer[];
  lines: Line[];
  chat_rule: ChatRule;
  reacted: LineReactions[];
  held: HeldLine[];
  asides: Asides;
  questions: Question[];
  votes: string[];
  polls: Poll[];
  ballots: Ballot[];
  proposals: Proposal[];
  presence: number;
  speaker: string;
  slots: AudienceSlots;
  claims: Claim[];
  announcements: Announcement[];
  waiting: WaitingChanged;
  floor: Floor;
  requests: FloorRequest[];
  speeches: Speech[];
  times: DelegationTime[];
  forecast?: FloorForecast;
}
export interface Resumed {
  epoch: string;
  resume?: string;
  now: string;
}
export interface Done {
  answer?: string;
}
export interface Refused {
  kind: Kind;
  message: string;
  retry_after?: number;
}
export interface LineSaid {
  line: Line;
}
export interface LineHeld {
  line: HeldLine;
}
export interface LinesThinned {
  after: number;
  through: number;
}
export interface LineDeleted {
  line: string;
}
export interface LineChanged {
  line: Line;
}
export interface ChatRuleChanged {
  rule: ChatRule;
}
export interface AsidesChanged {
  asides: Asides;
}
export interface AsideSaid {
  aside: Aside;
}
export interface AsideDeleted {
  aside: string;
}
export interface Reacted {
  counts: ReactionCount[];
}
export interface LinesReacted {
  lines: LineReactions[];
}
export interface QuestionChanged {
  question: Question;
}
export interface QuestionGone {
  question: string;
}
export interface VoteCount {
  question: string;
  votes: number;
}
export interface VotesChanged {
  votes: VoteCount[];
}
export interface Voted {
  question: string;
  on: boolean;
}
export interface PollChanged {
  poll: Poll;
}
export interface PollGone {
  poll: string;
}
export interface PollCounted {
  poll: string;
  voters: number;
  counts: number[];
}
export interface BallotCast {
  ballot: Ballot;
}
export interface ClaimsChanged {
  claims: Claim[];
}
export interface ProposalChanged {
  proposal: Proposal;
}
export interface StageChanged {
  stage: Performer[];
}
export interface BackstageChanged {
  backstage: Performer[];
}
export interface PlaceChanged {
  place: Place;
}
export interface Muted {
  source: SourceKind;
}
export interface SilenceChanged {
  silenced: boolean;
}
export interface SessionChanged {
  session: SessionInfo;
}
export interface AnnouncementsChanged {
  announcements: Announcement[];
}
export interface RightsChanged {
  role: Role;
  can: Action[];
}
export interface PresenceChanged {
  presence: number;
}
export interface SpeakerChanged {
  speaker: string;
}
export interface Slot {
  slot: number;
  person: string;
  source: SourceKind;
}
export interface SlotsChanged {
  slots: Slot[];
}
export interface LegClosed {
  leg: LegKind;
  reason: string;
  final?: boolean;
}
export interface FloorChanged {
  floor: Floor;
}
export interface FloorRequestChanged {
  request: FloorRequest;
}
export interface FloorRequestGone {
  request: string;
}
export interface SpeechEnded {
  speech: Speech;
}
export interface SpeakingTimesChanged {
  times: DelegationTime[];
}
export type Command =
  | { type: "Say"; data: Say }
  | { type: "EditLine"; data: EditLine }
  | { type: "SetChatRule"; data: SetChatRule }
  | { type: "ReleaseLine"; data: ReleaseLine }
  | { type: "RefuseLine"; data: RefuseLine }
  | { type: "ReactToLine"; data: ReactToLine }
  | { type: "SayAside"; data: SayAside }
  | { type: "DeleteAside"; data: DeleteAside }
  | { type: "React"; data: React }
  | { type: "DeleteLine"; data: DeleteLine }
  | { type: "AskQuestion"; data: AskQuestion }
  | { type: "EditQuestion"; data: EditQuestion }
  | { type: "WithdrawQuestion"; data: WithdrawQuestion }
  | { type: "Upvote"; data: Upvote }
  | { type: "ApproveQuestion"; data: ApproveQuestion }
  | { type: "DismissQuestion"; data: DismissQuestion }
  | { type: "MoveQuestion"; data: MoveQuestion }
  | { type: "AnswerQuestion"; data: AnswerQuestion }
  | { type: "FinishQuestion"; data: FinishQuestion }
  | { type: "ReturnQuestion"; data: ReturnQuestion }
  | { type: "PreparePoll"; data: PreparePoll }
  | { type: "RewordPoll"; data: RewordPoll }
  | { type: "OpenPoll"; data: OpenPoll }
  | { type: "ClosePoll"; data: ClosePoll }
  | { type: "ArchivePoll"; data: ArchivePoll }
  | { type: "ShowPoll"; data: ShowPoll }
  | { type: "CastBallot"; data: CastBallot }
  | { type: "MergeQuestion"; data: MergeQuestion }
  | { type: "WriteAnswer"; data: WriteAnswer }
  | { type: "FollowUpQuestion"; data: FollowUpQuestion }
  | { type: "MarkQuestion"; data: MarkQuestion }
  | { type: "ClaimQuestion"; data: ClaimQuestion }
  | { type: "UndoAct"; data: UndoAct }
  | { type: "Propose"; data: Propose }
  | { type: "AdoptProposal"; data: AdoptProposal }
  | { type: "DropProposal"; data: DropProposal }
  | { type: "ObjectToProposal"; data: ObjectToProposal }
  | { type: "Silence"; data: Silence }
  | { type: "RemovePerson"; data: RemovePerson }
  | { type: "SetDoor"; data: SetDoor }
  | { type: "AnswerKnocks"; data: AnswerKnocks }
  | { type: "Suspend"; data: Suspend }
  | { type: "CloseMeeting"; data: CloseMeeting }
  | { type: "EnterBackstage"; data: EnterBackstage }
  | { type: "LeaveBackstage"; data: LeaveBackstage }
  | { type: "BringOnStage"; data: BringOnStage }
  | { type: "TakeOffStage"; data: TakeOffStage }
  | { type: "Mute"; data: Mute }
  | { type: "SetSource"; data: SetSource }
  | { type: "OpenLeg"; data: OpenLeg }
  | { type: "RestartLeg"; data: RestartLeg }
  | { type: "CloseLeg"; data: CloseLeg }
  | { type: "Show"; data: Show }
  | { type: "Attend"; data: Attend }
  | { type: "Listen"; data: Listen }
  | { type: "ReportPlayback"; data: ReportPlayback }
  | { type: "RequestFloor"; data: RequestFloor }
  | { type: "EditFloorRequest"; data: EditFloorRequest }
  | { type: "WithdrawFloorRequest"; data: WithdrawFloorRequest }
  | { type: "YieldFloor"; data: YieldFloor }
  | { type: "Align"; data: Align }
  | { type: "SetFloorList"; data: SetFloorList }
  | { type: "SetFloorShown"; data: SetFloorShown }
  | { type: "AddFloorRequest"; data: AddFloorRequest }
  | { type: "MoveFloorRequest"; data: MoveFloorRequest }
  | { type: "SwapFloorRequests"; data: SwapFloorRequests }
  | { type: "RemoveFloorRequest"; data: RemoveFloorRequest }
  | { type: "DrawLots"; data: DrawLots }
  | { type: "CallSpeaker"; data: CallSpeaker }
  | { type: "GiveFloor"; data: GiveFloor }
  | { type: "ThankSpeaker"; data: ThankSpeaker }
  | { type: "PauseClock"; data: PauseClock }
  | { type: "ExtendClock"; data: ExtendClock }
  | { type: "SetFloorLimit"; data: SetFloorLimit }
  | { type: "SetProcedure"; data: SetProcedure }
  | { type: "PutInWriting"; data: PutInWriting }
  | { type: "InviteToFloor"; data: InviteToFloor };
export type Notice =
  | { type: "Welcome"; data: Welcome }
  | { type: "Resumed"; data: Resumed }
  | { type: "Done"; data: Done }
  | { type: "Refused"; data: Refused }
  | { type: "LineSaid"; data: LineSaid }
  | { type: "LineHeld"; data: LineHeld }
  | { type: "LinesThinned"; data: LinesThinned }
  | { type: "LineDeleted"; data: LineDeleted }
  | { type: "LineChanged"; data: LineChanged }
  | { type: "ChatRuleChanged"; data: ChatRuleChanged }
  | { type: "AsidesChanged"; data: AsidesChanged }
  | { type: "AsideSaid"; data: AsideSaid }
  | { type: "AsideDeleted"; data: AsideDeleted }
  | { type: "Reacted"; data: Reacted }
  | { type: "LinesReacted"; data: LinesReacted }
  | { type: "QuestionChanged"; data: QuestionChanged }
  | { type: "QuestionGone"; data: QuestionGone }
  | { type: "VotesChanged"; data: VotesChanged }
  | { type: "Voted"; data: Voted }
  | { type: "PollChanged"; data: PollChanged }
  | { type: "PollGone"; data: PollGone }
  | { type: "PollCounted"; data: PollCounted }
  | { type: "BallotCast"; data: BallotCast }
  | { type: "ClaimsChanged"; data: ClaimsChanged }
  | { type: "ProposalChanged"; data: ProposalChanged }
  | { type: "StageChanged"; data: StageChanged }
  | { type: "BackstageChanged"; data: BackstageChanged }
  | { type: "PlaceChanged"; data: PlaceChanged }
  | { type: "Muted"; data: Muted }
  | { type: "SilenceChanged"; data: SilenceChanged }
  | { type: "WaitingChanged"; data: WaitingChanged }
  | { type: "SessionChanged"; data: SessionChanged }
  | { type: "AnnouncementsChanged"; data: AnnouncementsChanged }
  | { type: "RightsChanged"; data: RightsChanged }
  | { type: "PresenceChanged"; data: PresenceChanged }
  | { type: "SpeakerChanged"; data: SpeakerChanged }
  | { type: "SlotsChanged"; data: SlotsChanged }
  | { type: "LegClosed"; data: LegClosed }
  | { type: "FloorChanged"; data: FloorChanged }
  | { type: "FloorRequestChanged"; data: FloorRequestChanged }
  | { type: "FloorRequestGone"; data: FloorRequestGone }
  | { type: "SpeechEnded"; data: SpeechEnded }
  | { type: "FloorForecast"; data: FloorForecast }
  | { type: "SpeakingTimesChanged"; data: SpeakingTimesChanged };
export const MaxLine = 1000;
export const MaxLineReason = 200;
export const MaxQuestion = 1000;
export const MaxStatement = 40000;
export const MaxAnswer = 2000;
export const MaxLabel = 24;
export const LabelsQuestion = 4;
export const UndoSeconds = 10;
export const MaxUpload = 5242880;
export const CountryCodes = ["AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW", "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW"] as const;
export const MaxDocument = 20971520;
export const MaxJournalText = 2000;
export const MaxReason = 500;
export const MaxNote = 250;
export const MaxOnBehalf = 200;
export const CloseSlow = 4001;
export const CloseRestart = 4002;
export const CloseBroken = 4003;
export const CloseRemoved = 4100;
export const CloseSignedOut = 4101;
export const CloseNotAllowed = 4102;
export const CloseMalformed = 4103;
export const CloseClosed = 4104;
