import type { LinesAsked } from "./history.svelte.ts";
import type {
  Access,
  AccessTokenInfo,
  AccessTokenInput,
  Announcement,
  AnnouncementInput,
  Answer,
  Appointed,
  AppointmentInput,
  ArrivalInput,
  Arrivals,
  Attendance,
  AttendanceReport,
  AuditPage,
  AuditVerdict,
  AvailabilityInput,
  Board,
  CalendarAddress,
  Category,
  CategoryQuotas,
  ClosingPreview,
  ConferenceInfo,
  DecisionInput,
  DelegationDetail,
  DelegationInfo,
  DelegationPage,
  DelegationRow,
  DeliveryInput,
  DeliveryPage,
  Difference,
  DocumentInfo,
  DocumentInput,
  DoorInfo,
  DraftInfo,
  DraftProgramme,
  EraseInput,
  FocalPointInput,
  Form,
  FormInput,
  GuestList,
  Hall,
  HallInput,
  InvitationInput,
  InvitationPage,
  InvitationSeen,
  Invited,
  Journal,
  JournalChangeInput,
  LinesPage,
  LinkUsed,
  LoginInfo,
  MailCount,
  MailInfo,
  MailInput,
  MailKind,
  MailLanguage,
  MailPage,
  MailPreview,
  MailPreviewInput,
  MailRule,
  MailSent,
  MailsInput,
  MailState,
  MailTemplateInfo,
  MailTemplateInput,
  ManuscriptText,
  Me,
  MemberInput,
  Participants,
  ParticipantSettings,
  ParticipantsInput,
  Person,
  Poll,
  Procedures,
  Programme,
  ProgrammeEntry,
  PurgeInput,
  QuotaInput,
  RegistrationInfo,
  RegistrationInput,
  RegistrationPage,
  RegistrationSettings,
  RegistrationSettingsInput,
  RegistrationState,
  ReleaseInfo,
  ReleaseInput,
  ReleaseNews,
  Role,
  Retention,
  RetentionInput,
  RosterPreview,
  SessionInput,
  SessionReport,
  SlotInput,
  StatementInput,
  StatementList,
  StatementText,
  SweepInfo,
  SweepInput,
  SweepPreview,
  SweepPreviewInput,
  SweepUndone,
  TakeIn,
  TeamInfo,
  TeamInput,
  TimeZoneInput,
  TokenInfo,
  TokenKind,
  WebhookInfo,
  WebhookInput,
  StageShown,
  StageViewInfo,
  StageViewInput,
} from "./protocol.ts";
import { ask, get, post, put, remove, send } from "./request.ts";
import { query } from "./router.ts";

const id = encodeURIComponent;

/** In which order a list of registrations comes; the first when nothing is said. */
export const RegistrationOrders = ["newest", "oldest", "name", "delegation", "changed"] as const;
export type RegistrationOrder = (typeof RegistrationOrders)[number];

/** What a list of registrations is asked for. */
export interface RegistrationsAsked {
  state?: RegistrationState | "";
  category?: Category | "";
  delegation?: string;
  q?: string;
  sort?: RegistrationOrder | "";
  offset?: number;
  limit?: number;
}

/** What a list of delegations is asked for. */
export interface DelegationsAsked {
  category?: Category | "";
  q?: string;
  offset?: number;
  limit?: number;
}

/** What an organizer decides about a schedule file; its preview gives the stamp. */
export interface TakeInChoices {
  access: Access;
  remove: boolean;
}
const taken = ({ access, remove }: TakeInChoices, stamp = "") =>
  query({ access, remove: remove ? "true" : undefined, stamp });

/** What mail is asked for. */
export interface MailsAsked {
  state?: MailState | "";
  kind?: MailKind | "";
  q?: string;
  offset?: number;
  limit?: number;
}

/** What entries of the audit log are asked for; times are civil times in the conference's zone. */
export interface AuditAsked {
  who?: string;
  action?: string;
  subject?: string;
  from?: string;
  to?: string;
}

/** The server's routes, one function each. */
export const api = {
  conference: () => get<ConferenceInfo>("conference"),
  procedures: () => get<Procedures>("procedures"),
  setProcedure: (content: string) => put<Procedures>("procedure", { content }),
  deleteProcedure: () => remove("procedure"),
  setTimeZone: (input: TimeZoneInput) => put<ConferenceInfo>("conference/time-zone", input),
  programme: () => get<Programme>("programme"),
  delegations: () => get<DelegationInfo[]>("delegations"),
  session: (session: string) => get<ProgrammeEntry>(`sessions/${id(session)}`),

  me: () => get<Me>("me"),
  form: () => get<Form>("form"),
  setForm: (input: FormInput) => put<Form>("form", input),
  eraseMe: (input: EraseInput) => post<undefined>("me/erase", input),
  erasePerson: (registration: string, input: EraseInput) =>
    post<undefined>(`registrations/${encodeURIComponent(registration)}/erase`, input),
  retention: () => get<Retention>("retention"),
  setRetention: (input: RetentionInput) => put<Retention>("retention", input),
  purge: (input: PurgeInput) => post<Retention>("retention/purge", input),
  register: (input: RegistrationInput) => post<MailSent>("registrations", input),
  useLink: (token: string) => post<LinkUsed>("links/use", { token }),
  signInByMail: (email: string) => post<MailSent>("sign-in/mail", { email }),
  signInByPassword: (email: string, password: string) => post<Me>("sign-in/password", { email, password }),
  signInToDemo: (role: Role) => post<Me>("demo/sign-in", { role }),
  signOut: () => post<undefined>("sign-out"),
  setPassword: (password: string) => put<undefined>("me/password", { password }),
  logins: () => get<LoginInfo[]>("me/logins"),
  revokeLogin: (login: string) => remove(`me/logins/${id(login)}`),
  hidden: () => get<Person[]>("me/hidden"),
  hide: (person: string) => put<undefined>(`me/hidden/${id(person)}`, undefined),
  show: (person: string) => remove(`me/hidden/${id(person)}`),
  correctRegistration: (input: RegistrationInput) => put<RegistrationInfo>("me/registration", input),
  upload: (field: string, file: Blob, progress: (part: number) => void) =>
    send<RegistrationInfo>(`me/registration/files/${id(field)}`, file, progress),
  withdrawRegistration: () => post<RegistrationInfo>("me/registration/withdraw"),

  calendarAddress: () => get<CalendarAddress>("me/calendar"),
  addCalendarAddress: () => post<CalendarAddress>("me/calendar"),
  deleteCalendarAddress: () => remove("me/calendar"),

  registrations: (asked: RegistrationsAsked, signal?: AbortSignal) =>
    get<RegistrationPage>(`registrations${query({ ...asked })}`, signal),
  registration: (registration: string, signal?: AbortSignal) =>
    get<RegistrationInfo>(`registrations/${id(registration)}`, signal),
  fillIn: (registration: string, answers: Answer[]) =>
    put<RegistrationInfo>(`registrations/${id(registration)}/answers`, { answers }),
  decide: (registration: string, input: DecisionInput) =>
    post<RegistrationInfo>(`registrations/${id(registration)}/decision`, input),
  previewSweep: (input: SweepPreviewInput) => post<SweepPreview>("registrations/decisions/preview", input),
  sweep: (input: SweepInput) => post<SweepInfo>("registrations/decisions", input),
  undoSweep: (sweep: string) => post<SweepUndone>(`registrations/decisions/${id(sweep)}/undo`),
  registrationSettings: () => get<RegistrationSettings>("registration-settings"),
  setRegistrationSettings: (input: RegistrationSettingsInput) =>
    put<RegistrationSettings>("registration-settings", input),

  file: async (path: string): Promise<Blob> => (await ask("GET", path)).blob(),
  guests: (since: string) => get<GuestList>(`check-in${query({ since })}`),
  checkIn: (arrivals: ArrivalInput[]) => post<Arrivals>("check-in", { arrivals }),
  undoCheckIn: (registration: string) => remove(`check-in/${id(registration)}`),
  renewBadge: (registration: string) => post<undefined>(`registrations/${id(registration)}/badge`),
  invitations: (asked: { q?: string; offset?: number; limit?: number }) =>
    get<InvitationPage>(`invitations${query({ ...asked })}`),
  invite: (input: InvitationInput) => post<Invited>("invitations", input),
  resendInvitation: (invitation: string) => post<undefined>(`invitations/${id(invitation)}/resend`),
  revokeInvitation: (invitation: string) => post<undefined>(`invitations/${id(invitation)}/revoke`),
  seeInvitation: (token: string) => post<InvitationSeen>("invitation/see", { token }),
  acceptInvitation: (token: string) => post<Me>("invitation/accept", { token }),
  declineInvitation: (token: string) => post<undefined>("invitation/decline", { token }),
  participants: () => get<Participants>("participants"),
  participantSettings: () => get<ParticipantSettings>("participant-settings"),
  setParticipants: (input: ParticipantsInput) => put<ParticipantSettings>("participant-settings", input),

  previewRoster: (file: Blob, signal?: AbortSignal) =>
    post<RosterPreview>("registrations/import/preview", file, signal),
  previewGuests: (file: Blob, signal?: AbortSignal) => post<RosterPreview>("invitations/import/preview", file, signal),
  takeGuests: (file: Blob, stamp: string) => post<RosterPreview>(`invitations/import${query({ stamp })}`, file),
  takeRoster: (file: Blob, stamp: string) => post<RosterPreview>(`registrations/import${query({ stamp })}`, file),
  delegationPage: (asked: DelegationsAsked, signal?: AbortSignal) =>
    get<DelegationPage>(`delegation-list${query({ ...asked })}`, signal),
  categoryQuotas: () => get<CategoryQuotas>("delegation-quotas"),
  setCategoryQuotas: (input: CategoryQuotas) => put<CategoryQuotas>("delegation-quotas", input),
  delegation: (delegation: string) => get<DelegationDetail>(`delegations/${id(delegation)}`),
  setDelegationQuotas: (delegation: string, own: QuotaInput[]) =>
    put<DelegationRow>(`delegations/${id(delegation)}/quotas`, { own }),
  nameFocalPoint: (delegation: string, input: FocalPointInput) =>
    post<DelegationRow>(`delegations/${id(delegation)}/focal-points`, input),
  dismissFocalPoint: (delegation: string, person: string) =>
    remove(`delegations/${id(delegation)}/focal-points/${id(person)}`),
  addMember: (delegation: string, input: MemberInput) =>
    post<DelegationDetail>(`delegations/${id(delegation)}/members`, input),
  editMember: (delegation: string, registration: string, input: MemberInput) =>
    put<DelegationDetail>(`delegations/${id(delegation)}/members/${id(registration)}`, input),
  withdrawMember: (delegation: string, registration: string) =>
    post<DelegationDetail>(`delegations/${id(delegation)}/members/${id(registration)}/withdraw`),
  setHead: (delegation: string, registration: string) =>
    put<DelegationDetail>(`delegations/${id(delegation)}/head/${id(registration)}`, undefined),
  passSeat: (session: string, delegation: string, person: string) =>
    put<DelegationDetail>(`sessions/${id(session)}/speaking-seat`, { delegation, ...(person && { person }) }),

  draft: (signal?: AbortSignal) => get<DraftProgramme>("draft", signal),
  addDraft: (input: SessionInput) => post<DraftInfo>("drafts", input),
  editDraft: (draft: string, input: SessionInput) => put<DraftInfo>(`drafts/${id(draft)}`, input),
  moveDraft: (draft: string, input: SlotInput) => put<DraftInfo>(`drafts/${id(draft)}/slot`, input),
  copyDraft: (draft: string, halls: string[]) => post<DraftInfo[]>(`drafts/${id(draft)}/copy`, { halls }),
  linkDocument: (draft: string, input: DocumentInput) => post<DocumentInfo>(`drafts/${id(draft)}/documents`, input),
  uploadDocument: (draft: string, about: { title: string; language: string; name: string }, file: Blob) =>
    post<DocumentInfo>(`drafts/${id(draft)}/files${query(about)}`, file),
  deleteDocument: (draft: string, document: string) => remove(`drafts/${id(draft)}/documents/${id(document)}`),
  addTeam: (input: TeamInput) => post<TeamInfo>("teams", input),
  editTeam: (team: string, input: TeamInput) => put<TeamInfo>(`teams/${id(team)}`, input),
  deleteTeam: (team: string) => remove(`teams/${id(team)}`),
  setAvailability: (input: AvailabilityInput) => put<undefined>("availability", input),
  releases: () => get<ReleaseInfo[]>("releases"),
  news: () => get<ReleaseNews[]>("news"),
  release: (input: ReleaseInput) => post<ReleaseInfo>("releases", input),
  difference: (from: number, to: number) => get<Difference>(`difference?from=${from}&to=${to}`),
  runLate: (session: string, minutes: number) => post<Programme>(`sessions/${id(session)}/late`, { minutes }),
  extendSession: (session: string, minutes: number) =>
    post<ProgrammeEntry>(`sessions/${id(session)}/extend`, { minutes }),
  moveSegment: (session: string, segment: number) =>
    post<ProgrammeEntry>(`sessions/${id(session)}/segment`, { segment }),
  mails: (asked: MailsAsked, signal?: AbortSignal) => get<MailPage>(`mails${query({ ...asked })}`, signal),
  editMail: (mail: string, input: MailInput) => put<MailInfo>(`mails/${id(mail)}`, input),
  sendMails: (input: MailsInput) => post<MailCount>("mails/send", input),
  dropMails: (input: MailsInput) => post<MailCount>("mails/drop", input),
  mailRule: () => get<MailRule>("mail-rule"),
  setMailRule: (rule: MailRule) => put<MailRule>("mail-rule", rule),
  mailTemplates: () => get<MailTemplateInfo[]>("mail-templates"),
  editMailTemplate: (kind: MailKind, language: MailLanguage, input: MailTemplateInput) =>
    put<MailTemplateInfo>(`mail-templates/${kind}/${language}`, input),
  resetMailTemplate: (kind: MailKind, language: MailLanguage) => remove(`mail-templates/${kind}/${language}`),
  previewMail: (input: MailPreviewInput) => post<MailPreview>("mail-preview", input),
  releaseMails: (release: number) => post<MailCount>(`releases/${String(release)}/mails`),

  audit: (asked: AuditAsked & { offset?: number; limit?: number }, signal?: AbortSignal) =>
    get<AuditPage>(`audit${query({ ...asked })}`, signal),
  accessTokens: () => get<AccessTokenInfo[]>("access-tokens"),
  addAccessToken: (input: AccessTokenInput) => post<AccessTokenInfo>("access-tokens", input),
  revokeAccessToken: (token: string) => remove(`access-tokens/${id(token)}`),
  webhooks: () => get<WebhookInfo[]>("webhooks"),
  addWebhook: (input: WebhookInput) => post<WebhookInfo>("webhooks", input),
  deleteWebhook: (webhook: string) => remove(`webhooks/${id(webhook)}`),
  testWebhook: (webhook: string) => post<undefined>(`webhooks/${id(webhook)}/test`),
  deliveries: (webhook: string) => get<DeliveryPage>(`webhooks/${id(webhook)}/deliveries`),
  redeliver: (webhook: string, delivery: string) =>
    post<undefined>(`webhooks/${id(webhook)}/deliveries/${id(delivery)}/again`),
  auditVerdict: () => get<AuditVerdict>("audit/verification"),

  board: () => get<Board>("board"),
  reports: () => get<SessionReport[]>("reports"),
  polls: (session: string) => get<Poll[]>(`sessions/${id(session)}/polls`),
  report: (session: string) => get<AttendanceReport>(`sessions/${id(session)}/report`),
  announce: (input: AnnouncementInput) => post<Announcement>("announcements", input),
  takeBack: (announcement: string) => remove(`announcements/${id(announcement)}`),

  halls: () => get<Hall[]>("halls"),
  addHall: (input: HallInput) => post<Hall>("halls", input),
  editHall: (hall: string, input: HallInput) => put<Hall>(`halls/${id(hall)}`, input),
  deleteHall: (hall: string) => remove(`halls/${id(hall)}`),
  addSession: (input: SessionInput) => post<ProgrammeEntry>("sessions", input),
  editSession: (session: string, input: SessionInput) => put<ProgrammeEntry>(`sessions/${id(session)}`, input),
  deleteSession: (session: string) => remove(`sessions/${id(session)}`),
  openSession: (session: string) => post<ProgrammeEntry>(`sessions/${id(session)}/open`),
  closeSession: (session: string) => post<ProgrammeEntry>(`sessions/${id(session)}/close`),

  previewTakeIn: (file: Blob, choices: TakeInChoices, signal?: AbortSignal) =>
    post<TakeIn>(`schedule/preview${taken(choices)}`, file, signal),
  takeIn: (file: Blob, choices: TakeInChoices, stamp: string) => post<TakeIn>(`schedule${taken(choices, stamp)}`, file),

  people: (q: string, signal?: AbortSignal) => get<Person[]>(`people${query({ q })}`, signal),
  appoint: (session: string, input: AppointmentInput) => put<Appointed[]>(`sessions/${id(session)}/people`, input),
  dismiss: (session: string, person: string) => remove(`sessions/${id(session)}/people/${id(person)}`),
  doorOf: (session: string) => get<DoorInfo>(`sessions/${id(session)}/door`),
  knock: (session: string) => post<DoorInfo>(`sessions/${id(session)}/door`),
  stageViews: (session: string) => get<StageViewInfo[]>(`sessions/${id(session)}/stage-views`),
  addStageView: (session: string, input: StageViewInput) =>
    post<StageViewInfo>(`sessions/${id(session)}/stage-views`, input),
  deleteStageView: (session: string, view: string) => remove(`sessions/${id(session)}/stage-views/${id(view)}`),
  /** Waits some seconds for what is not seen yet. */
  seeStage: (token: string, seen?: string) => post<StageShown>("stage/see", seen ? { token, seen } : { token }),
  closing: (session: string, access: Access) =>
    get<ClosingPreview>(`sessions/${id(session)}/closing?access=${encodeURIComponent(access)}`),
  attendance: (session: string, signal?: AbortSignal) => get<Attendance>(`sessions/${id(session)}/attendance`, signal),

  lines: (session: string, asked: LinesAsked) => get<LinesPage>(`sessions/${id(session)}/lines${query({ ...asked })}`),

  journal: (session: string, language: string) => get<Journal>(`sessions/${id(session)}/journal${query({ language })}`),
  changeJournal: (session: string, input: JournalChangeInput) =>
    post<Journal>(`sessions/${id(session)}/journal/changes`, input),
  publishJournal: (session: string, published: boolean) =>
    put<Journal>(`sessions/${id(session)}/journal/state`, { published }),
  statements: (session: string) => get<StatementList>(`sessions/${id(session)}/statements`),
  statement: (session: string, statement: string) =>
    get<StatementText>(`sessions/${id(session)}/statements/${id(statement)}`),
  handIn: (session: string, input: StatementInput) => post<StatementText>(`sessions/${id(session)}/statements`, input),
  manuscript: (session: string, file: Blob) => post<ManuscriptText>(`sessions/${id(session)}/manuscript`, file),
  withdrawStatement: (session: string, statement: string) =>
    remove(`sessions/${id(session)}/statements/${id(statement)}`),
  speakStatement: (session: string, statement: string) =>
    post<StatementText>(`sessions/${id(session)}/statements/${id(statement)}/spoken`),
  deliverStatement: (session: string, statement: string, input: DeliveryInput) =>
    post<StatementText>(`sessions/${id(session)}/statements/${id(statement)}/delivered`, input),
  giveSymbol: (session: string, statement: string, symbol: string) =>
    put<StatementText>(`sessions/${id(session)}/statements/${id(statement)}/symbol`, { symbol }),

  tokens: (session: string) => get<TokenInfo[]>(`sessions/${id(session)}/tokens`),
  addToken: (session: string, kind: TokenKind) => post<TokenInfo>(`sessions/${id(session)}/tokens`, { kind }),
  deleteToken: (token: string) => remove(`tokens/${id(token)}`),
};
