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
		ProgrammeMail: {"Changes to your sessions: {conference}", `Dear {name},

the programme of {conference} has changed. This concerns you:

{changes}

The whole programme is here:

{link}`},
	},
	RussianMail: {
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
		ProgrammeMail: {"Изменения в ваших заседаниях: {conference}", `Здравствуйте, {name}!

Программа мероприятия «{conference}» изменилась. Вас касается следующее:

{changes}

Вся программа:

{link}`},
	},
}
