/**
 * Where customers meet Agua Clara and why: one or more touchpoints for each of the nine channels, and the reasons
 * for contact with their share per channel and their effect on the rating (the case mix nobody chooses).
 */

export type Locale = 'es' | 'en' | 'pt-BR';
export type LocalText = Readonly<Record<Locale, string>>;
export type Channel =
  'phone' | 'in_person' | 'email' | 'chat' | 'social' | 'web' | 'service_center' | 'on_site' | 'messaging';
export type Reason =
  | 'billing'
  | 'payment'
  | 'outage'
  | 'leak'
  | 'repair'
  | 'visit'
  | 'meter'
  | 'new_service'
  | 'complaint'
  | 'information';

/** Local opening hours [from, to) in whole hours, and how busy each weekday is (Monday first; 0 is closed). */
export interface OpeningHours {
  readonly from: number;
  readonly to: number;
  readonly weekdays: readonly [number, number, number, number, number, number, number];
}

export interface Touchpoint {
  readonly code: string;
  readonly channel: Channel;
  readonly presence: 'present' | 'remote';
  readonly name: LocalText;
  readonly humanPhone: string;
  readonly humanHours: LocalText;
  /** Team external id → its share of the contacts while it has people on duty. */
  readonly teams: Readonly<Record<string, number>>;
  /** Share of all contacts of the company. */
  readonly share: number;
  /** Probability that an invited customer answers. */
  readonly responseRate: number;
  /** Effect on the latent rating. */
  readonly effect: number;
  readonly hours: OpeningHours;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
}

export const CHANNELS: readonly Channel[] = [
  'phone',
  'in_person',
  'email',
  'chat',
  'social',
  'web',
  'service_center',
  'on_site',
  'messaging',
];

const EVERY_DAY: LocalText = {
  es: 'todos los días de 7:00 a 23:00',
  en: 'every day from 7:00 to 23:00',
  'pt-BR': 'todos os dias, das 7h às 23h',
};
const OFFICE_DAYS: LocalText = {
  es: 'de lunes a sábado de 8:00 a 16:00',
  en: 'Monday to Saturday from 8:00 to 16:00',
  'pt-BR': 'de segunda a sábado, das 8h às 16h',
};

const PHONE = '800 123 4567';
const WEEK = [1.4, 1.12, 1, 1, 1.05, 0.6, 0.35] as const;
const OFFICE_WEEK = [1.45, 1.1, 1, 1, 1.1, 0.55, 0] as const;
const FIELD_WEEK = [1.25, 1.1, 1.05, 1, 1, 0.6, 0.12] as const;

/** Hours of the teams that do not follow their touchpoint's: chat is handed over at 18:00. */
export const TEAM_HOURS: Readonly<Record<string, { from: number; to: number }>> = {
  'T-CHD': { from: 7, to: 18 },
  'T-CHN': { from: 18, to: 24 },
};

/** At night people write because the water is gone or because the day did not solve it. */
export const HARD_MIX_TEAM = 'T-CHN';

/** Reason weights a team meets, multiplied onto those of the touchpoint. */
export const TEAM_MIX: Readonly<Record<string, Readonly<Partial<Record<Reason, number>>>>> = {
  [HARD_MIX_TEAM]: {
    outage: 3,
    complaint: 22,
    leak: 0.6,
    visit: 3,
    billing: 0.15,
    payment: 0.1,
    information: 0.1,
  },
  // Newcomers start with the simple contacts.
  'T-NUE': { information: 1.8, payment: 1.6, complaint: 0.4, outage: 0.7 },
};

export const TOUCHPOINTS: readonly Touchpoint[] = [
  {
    code: 'phone-support',
    channel: 'phone',
    presence: 'remote',
    name: { es: 'Atención telefónica', en: 'Phone support', 'pt-BR': 'Atendimento telefônico' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-TEL': 1, 'T-NUE': 0.14 },
    share: 0.32,
    responseRate: 0.33,
    effect: 0.05,
    hours: { from: 7, to: 23, weekdays: WEEK },
    reasons: {
      billing: 27,
      payment: 9,
      outage: 15,
      leak: 9,
      visit: 10,
      meter: 6,
      new_service: 6,
      complaint: 10,
      information: 8,
    },
  },
  {
    code: 'counter-centro-norte',
    channel: 'in_person',
    presence: 'present',
    name: { es: 'Mostrador Centro Norte', en: 'Centro Norte counter', 'pt-BR': 'Balcão Centro Norte' },
    humanPhone: PHONE,
    humanHours: OFFICE_DAYS,
    teams: { 'T-MOS': 1 },
    share: 0.13,
    responseRate: 0.38,
    effect: 0.1,
    hours: { from: 8, to: 16, weekdays: OFFICE_WEEK },
    reasons: { billing: 30, payment: 24, meter: 7, new_service: 16, complaint: 12, information: 11 },
  },
  {
    code: 'mail-desk',
    channel: 'email',
    presence: 'remote',
    name: { es: 'Correo de atención', en: 'E-mail desk', 'pt-BR': 'Atendimento por e-mail' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-COR': 1 },
    share: 0.06,
    responseRate: 0.29,
    effect: -0.05,
    hours: { from: 8, to: 20, weekdays: [1.5, 1.15, 1, 1, 0.95, 0.3, 0.12] },
    reasons: { billing: 34, payment: 12, meter: 10, new_service: 12, complaint: 16, information: 16 },
  },
  {
    code: 'site-chat',
    channel: 'chat',
    presence: 'remote',
    name: { es: 'Chat del sitio', en: 'Website chat', 'pt-BR': 'Chat do site' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-CHD': 1, 'T-CHN': 1.15 },
    share: 0.17,
    responseRate: 0.38,
    effect: 0,
    hours: { from: 7, to: 24, weekdays: WEEK },
    reasons: {
      billing: 28,
      payment: 14,
      outage: 14,
      leak: 6,
      visit: 9,
      meter: 6,
      new_service: 6,
      complaint: 8,
      information: 9,
    },
  },
  {
    code: 'social-media',
    channel: 'social',
    presence: 'remote',
    name: { es: 'Redes sociales', en: 'Social media', 'pt-BR': 'Redes sociais' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-RED': 1 },
    share: 0.045,
    responseRate: 0.21,
    effect: -0.15,
    hours: { from: 8, to: 22, weekdays: [1.2, 1.05, 1, 1, 1.05, 0.8, 0.6] },
    reasons: { billing: 10, outage: 32, leak: 20, visit: 8, complaint: 20, information: 10 },
  },
  {
    code: 'web-office',
    channel: 'web',
    presence: 'remote',
    name: { es: 'Oficina en línea', en: 'Online office', 'pt-BR': 'Agência on-line' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-CHD': 0.5, 'T-COR': 0.5 },
    share: 0.045,
    responseRate: 0.26,
    effect: -0.05,
    hours: { from: 7, to: 20, weekdays: WEEK },
    reasons: { billing: 26, payment: 28, meter: 10, new_service: 18, complaint: 8, information: 10 },
  },
  {
    code: 'service-center-sur',
    channel: 'service_center',
    presence: 'present',
    name: { es: 'Centro de servicio Sur', en: 'Sur service center', 'pt-BR': 'Centro de serviços Sur' },
    humanPhone: PHONE,
    humanHours: OFFICE_DAYS,
    teams: { 'T-MOS': 0.6, 'T-NUE': 0.55 },
    share: 0.04,
    responseRate: 0.37,
    effect: 0.05,
    hours: { from: 9, to: 17, weekdays: OFFICE_WEEK },
    reasons: { billing: 24, payment: 22, meter: 14, new_service: 20, complaint: 8, information: 12 },
  },
  {
    code: 'home-visit',
    channel: 'on_site',
    presence: 'present',
    name: { es: 'Visita técnica', en: 'Home visit', 'pt-BR': 'Visita técnica' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-VIS': 1 },
    share: 0.12,
    responseRate: 0.46,
    effect: 0.1,
    hours: { from: 8, to: 18, weekdays: FIELD_WEEK },
    reasons: { outage: 14, leak: 32, repair: 26, meter: 16, new_service: 12 },
  },
  {
    code: 'whatsapp',
    channel: 'messaging',
    presence: 'remote',
    name: { es: 'WhatsApp', en: 'WhatsApp', 'pt-BR': 'WhatsApp' },
    humanPhone: PHONE,
    humanHours: EVERY_DAY,
    teams: { 'T-RED': 0.5, 'T-CHD': 0.2, 'T-CHN': 0.5 },
    share: 0.07,
    responseRate: 0.39,
    effect: 0,
    hours: { from: 7, to: 24, weekdays: WEEK },
    reasons: { billing: 22, payment: 20, outage: 18, leak: 10, visit: 10, complaint: 8, information: 12 },
  },
];

/** Effect of the reason on the latent rating, whoever serves. */
export const REASON_EFFECT: Readonly<Record<Reason, number>> = {
  billing: 0.08,
  payment: 0.28,
  outage: -0.5,
  leak: -0.05,
  repair: 0.05,
  visit: -0.38,
  meter: 0,
  new_service: 0.18,
  complaint: -1.05,
  information: 0.3,
};

export interface ReasonName {
  /** For tables and charts. */
  readonly label: LocalText;
  /** Completes "su llamada del martes 3 de noviembre, sobre …". */
  readonly phrase: LocalText;
}

export const REASONS: Readonly<Record<Reason, ReasonName>> = {
  billing: {
    label: { es: 'Factura', en: 'Bill', 'pt-BR': 'Fatura' },
    phrase: { es: 'su factura', en: 'your bill', 'pt-BR': 'a sua fatura' },
  },
  payment: {
    label: { es: 'Pago', en: 'Payment', 'pt-BR': 'Pagamento' },
    phrase: { es: 'su pago', en: 'your payment', 'pt-BR': 'o seu pagamento' },
  },
  outage: {
    label: { es: 'Corte de agua', en: 'Water outage', 'pt-BR': 'Falta de água' },
    phrase: { es: 'la falta de agua', en: 'the water outage', 'pt-BR': 'a falta de água' },
  },
  leak: {
    label: { es: 'Fuga', en: 'Leak', 'pt-BR': 'Vazamento' },
    phrase: { es: 'una fuga', en: 'a leak', 'pt-BR': 'um vazamento' },
  },
  repair: {
    label: { es: 'Reparación', en: 'Repair', 'pt-BR': 'Reparo' },
    phrase: { es: 'una reparación', en: 'a repair', 'pt-BR': 'um reparo' },
  },
  visit: {
    label: { es: 'Visita', en: 'Visit', 'pt-BR': 'Visita' },
    phrase: { es: 'la visita del técnico', en: "the technician's visit", 'pt-BR': 'a visita do técnico' },
  },
  meter: {
    label: { es: 'Medidor', en: 'Meter', 'pt-BR': 'Hidrômetro' },
    phrase: { es: 'su medidor', en: 'your meter', 'pt-BR': 'o seu hidrômetro' },
  },
  new_service: {
    label: { es: 'Servicio nuevo', en: 'New service', 'pt-BR': 'Nova ligação' },
    phrase: { es: 'su servicio nuevo', en: 'your new service', 'pt-BR': 'a sua nova ligação de água' },
  },
  complaint: {
    label: { es: 'Reclamo', en: 'Complaint', 'pt-BR': 'Reclamação' },
    phrase: { es: 'su reclamo', en: 'your complaint', 'pt-BR': 'a sua reclamação' },
  },
  information: {
    label: { es: 'Información', en: 'Information', 'pt-BR': 'Informação' },
    phrase: {
      es: 'la información que pidió',
      en: 'the information you asked for',
      'pt-BR': 'a informação que você pediu',
    },
  },
};
