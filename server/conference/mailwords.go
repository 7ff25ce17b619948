package conference

// ShippedMail is the template that we ship.
func ShippedMail(kind MailKind, language MailLanguage) MailTemplate {
	words, ok := shipped[language]
	if !ok {
		words = shipped[EnglishMail]
	}
	return MailTemplate{Kind: kind, Language: language, Subject: words[kind][0], Text: words[kind][1]}
}

// shipped has subject and text of each kind in each language.
var shipped = map[MailLanguage]map[MailKind][2]string{
	EnglishMail: {
		SubmittedMail: {"We have your registration: {conference}", `Dear {name},

your registration for {conference} is with the organizers. They decide about it, and you get another mail then. Here you see what you sent, and can change it as long as that is possible, or take it back:

{link}/me`},
		ApprovedMail: {"Your registration is approved: {conference}", `Dear {name},

the organizers of {conference} have approved your registration. The programme and the rooms are here:

{link}

Sign in with this address.`},
		PromotedMail: {"A place for you: {conference}", `Dear {name},

a place at {conference} has fallen free, and you were the next on the waiting list: your registration is approved. The programme and the rooms are here:

{link}

Sign in with this address. If you cannot come any more, please withdraw your registration there, so that the next can.`},
		RejectedMail: {"Your registration was not accepted: {conference}", `Dear {name},

the organizers of {conference} could not accept your registration.

They write:
{reason}`},
		CorrectionMail: {"Please correct your registration: {conference}", `Dear {name},

the organizers of {conference} ask you to correct something in your registration.

They write:
{reason}

Sign in with this address and change it here:

{link}/me`},
		WaitingMail: {"You are on the waiting list: {conference}", `Dear {name},

all places for your category at {conference} are taken, so you are on the waiting list. As soon as a place falls free, those who wait get it in the order of their registration, and you get a mail.

The organizers write:
{reason}`},
		CancelledMail: {"Your registration was cancelled: {conference}", `Dear {name},

the organizers of {conference} had to cancel your registration.

They write:
{reason}`},
		WithdrawnMail: {"Your registration is withdrawn: {conference}", `Dear {name},

your registration for {conference} was withdrawn: by you, or by the focal point of your delegation. If that is a mistake, please write to the organizers.`},
		OnBehalfMail: {"You have been registered: {conference}", `A focal point has registered this address for {conference}, as a member of a delegation: {delegation}. It was {by}.

The organizers decide about it, and you get another mail then.

They also need to know from you, before they can decide:
{missing}

Sign in with this address to see what is registered, to change or to withdraw it:

{link}/me`},
		FocalMail: {"You are a focal point: {conference}", `The organizers of {conference} ask you to register the members of a delegation: {delegation}.

Sign in with this address and add them here:

{link}/delegation`},
		NoFocalMail: {"You are a focal point no longer: {conference}", `The organizers of {conference} have put a delegation into other hands: {delegation}. You no longer register its members; those whom you registered stay so.`},
		InvitationMail: {"You are invited: {conference}", `Dear {name},

The organizers invite you to {conference}.

Accept or decline here within 14 days. What is known of you is filled in already:

{invitation}

The link is for you alone and works once. If you do nothing, nothing happens.`},
		ProgrammeMail: {"Changes to your sessions: {conference}", `Dear {name},

the programme of {conference} has changed. This concerns you:

{changes}

The whole programme is here:

{link}`},
	},
	RussianMail: {
		SubmittedMail: {"Ваша заявка получена: {conference}", `Здравствуйте, {name}!

Ваша заявка на участие в мероприятии «{conference}» поступила организаторам. Они примут решение, и вы получите ещё одно письмо. Здесь можно посмотреть заявку, изменить её, пока это возможно, или отозвать:

{link}/me`},
		ApprovedMail: {"Ваша регистрация подтверждена: {conference}", `Здравствуйте, {name}!

Организаторы подтвердили вашу регистрацию на мероприятие «{conference}». Программа и залы:

{link}

Войдите с этим адресом электронной почты.`},
		PromotedMail: {"Для вас есть место: {conference}", `Здравствуйте, {name}!

На мероприятии «{conference}» освободилось место, и подошла ваша очередь в листе ожидания: ваша регистрация подтверждена. Программа и залы:

{link}

Войдите с этим адресом электронной почты. Если вы уже не сможете участвовать, отзовите там свою регистрацию, чтобы место получил следующий.`},
		RejectedMail: {"Ваша регистрация не принята: {conference}", `Здравствуйте, {name}!

Организаторы мероприятия «{conference}» не смогли принять вашу регистрацию.

Они пишут:
{reason}`},
		CorrectionMail: {"Просим исправить регистрацию: {conference}", `Здравствуйте, {name}!

Организаторы мероприятия «{conference}» просят вас исправить данные регистрации.

Они пишут:
{reason}

Войдите с этим адресом электронной почты и внесите исправления здесь:

{link}/me`},
		WaitingMail: {"Вы в листе ожидания: {conference}", `Здравствуйте, {name}!

Все места в вашей категории на мероприятии «{conference}» заняты, и вы внесены в лист ожидания. Освободившиеся места распределяются в порядке регистрации; мы сообщим вам об этом письмом.

Организаторы пишут:
{reason}`},
		CancelledMail: {"Ваша регистрация отменена: {conference}", `Здравствуйте, {name}!

Организаторам мероприятия «{conference}» пришлось отменить вашу регистрацию.

Они пишут:
{reason}`},
		WithdrawnMail: {"Ваша регистрация отозвана: {conference}", `Здравствуйте, {name}!

Ваша регистрация на мероприятие «{conference}» отозвана: вами или ответственным лицом вашей делегации. Если это ошибка, напишите организаторам.`},
		OnBehalfMail: {"Вас зарегистрировали: {conference}", `Ответственное лицо зарегистрировало этот адрес на мероприятие «{conference}» в составе делегации: {delegation}. Это сделал(а) {by}.

Организаторы примут решение, и вы получите ещё одно письмо.

До этого им нужно узнать от вас:
{missing}

Войдите с этим адресом электронной почты, чтобы посмотреть, изменить или отозвать регистрацию:

{link}/me`},
		FocalMail: {"Вы — ответственное лицо делегации: {conference}", `Организаторы мероприятия «{conference}» просят вас зарегистрировать членов делегации: {delegation}.

Войдите с этим адресом электронной почты и добавьте их здесь:

{link}/delegation`},
		NoFocalMail: {"Вы больше не ответственное лицо делегации: {conference}", `Организаторы мероприятия «{conference}» передали делегацию другому лицу: {delegation}. Вы больше не регистрируете её членов; регистрации, которые вы сделали, остаются в силе.`},
		InvitationMail: {"Приглашение: {conference}", `Здравствуйте, {name}!

Организаторы приглашают вас на мероприятие «{conference}».

Примите или отклоните приглашение в течение 14 дней. То, что о вас известно, уже заполнено:

{invitation}

Ссылка предназначена только вам и действует один раз. Если вы ничего не сделаете, ничего не произойдёт.`},
		ProgrammeMail: {"Изменения в ваших заседаниях: {conference}", `Здравствуйте, {name}!

Программа мероприятия «{conference}» изменилась. Вас касается следующее:

{changes}

Вся программа:

{link}`},
	},
}
