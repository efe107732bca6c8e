/**
 * Everybody who works at Agua Clara, one line each: the raw table behind `cast.ts`.
 * Dates are days before the demo's "today", so that the company is a year old whenever it is started.
 */
export type Gender = 'f' | 'm';
export type PublicName = 'full' | 'first_name' | 'hidden';
export type JobFamily =
  'agent' | 'chat_agent' | 'counter' | 'field_technician' | 'social_agent' | 'correspondence' | 'management';

export type RosterLine = readonly [
  externalId: string,
  name: string,
  gender: Gender,
  jobFamily: JobFamily,
  team: string,
  hiredDaysAgo: number,
  /** Hidden truth, standard deviations of the rating's latent scale: 0 is ordinary, ±0.5 stands out. */
  quality: number,
  /** Contacts relative to a full-time colleague of the same team. */
  volume: number,
  salaryPesos: number,
  bonusPesos: number,
  publicName: PublicName,
];

export const ROSTER: readonly RosterLine[] = [
  ['E-01', 'Patricia Solís', 'f', 'agent', 'T-TEL', 3105, 0.2, 0.3, 246_000, 7_800, 'full'],
  ['E-02', 'Raúl Ibarra', 'm', 'agent', 'T-TEL', 1712, 0.0, 1.1, 171_600, 5_200, 'full'],
  ['E-03', 'Óscar Fuentes', 'm', 'agent', 'T-TEL', 1240, -0.6, 1.2, 164_400, 5_000, 'full'],
  ['E-04', 'Mariana Cruz', 'f', 'agent', 'T-TEL', 980, 0.1, 1.0, 162_000, 5_000, 'full'],
  ['E-05', 'Gabriel Montes', 'm', 'agent', 'T-TEL', 865, 0.0, 1.0, 158_400, 4_800, 'first_name'],
  ['E-06', 'Verónica Peña', 'f', 'agent', 'T-TEL', 2210, 0.15, 0.9, 174_000, 5_200, 'full'],
  ['E-07', 'Hugo Salas', 'm', 'agent', 'T-TEL', 1430, 0.1, 1.0, 165_600, 5_000, 'full'],
  ['E-08', 'Leticia Robles', 'f', 'agent', 'T-TEL', 2760, -0.2, 1.0, 178_800, 5_400, 'full'],
  ['E-09', 'Julio Arriaga', 'm', 'agent', 'T-TEL', 640, -0.05, 0.9, 154_800, 4_600, 'full'],
  ['E-10', 'Daniela Ríos', 'f', 'agent', 'T-TEL', 720, 0.3, 1.1, 157_200, 4_800, 'full'],
  ['E-11', 'Ernesto Gil', 'm', 'agent', 'T-TEL', 1105, -0.3, 0.8, 162_000, 5_000, 'hidden'],
  ['E-12', 'Ana Beltrán', 'f', 'agent', 'T-TEL', 1543, 1.0, 1.6, 172_800, 5_200, 'full'],
  ['E-13', 'Paola Trejo', 'f', 'agent', 'T-TEL', 505, 0.05, 0.3, 92_400, 2_800, 'full'],

  ['E-14', 'Luz Ortega', 'f', 'chat_agent', 'T-CHD', 1890, 0.55, 1.0, 214_800, 6_600, 'full'],
  ['E-15', 'Irene Soto', 'f', 'chat_agent', 'T-CHD', 540, -0.05, 1.3, 156_000, 4_800, 'full'],
  ['E-16', 'Adrián Luna', 'm', 'chat_agent', 'T-CHD', 760, 0.1, 1.1, 158_400, 4_800, 'full'],
  ['E-17', 'Karla Medina', 'f', 'chat_agent', 'T-CHD', 1220, -0.1, 1.0, 164_400, 5_000, 'full'],
  ['E-18', 'Sergio Valdés', 'm', 'chat_agent', 'T-CHD', 910, -0.35, 1.0, 160_800, 4_800, 'full'],
  ['E-19', 'Fernanda Rosas', 'f', 'chat_agent', 'T-CHD', 455, 0.2, 0.9, 153_600, 4_600, 'first_name'],
  ['E-20', 'Andrés Prieto', 'm', 'chat_agent', 'T-CHD', 1330, 0.0, 0.4, 88_800, 2_600, 'full'],
  ['E-21', 'Rebeca Olmos', 'f', 'chat_agent', 'T-CHD', 71, 0.1, 0.8, 147_600, 4_400, 'full'],

  ['E-22', 'Martín Quiroz', 'm', 'chat_agent', 'T-CHN', 2015, 0.2, 0.7, 222_000, 6_800, 'full'],
  ['E-23', 'Alicia Duarte', 'f', 'chat_agent', 'T-CHN', 1180, 0.25, 1.1, 175_200, 5_200, 'full'],
  ['E-24', 'Joel Camacho', 'm', 'chat_agent', 'T-CHN', 690, 0.1, 1.0, 168_000, 5_000, 'full'],
  ['E-25', 'Nadia Ferrer', 'f', 'chat_agent', 'T-CHN', 830, 0.15, 1.0, 170_400, 5_000, 'first_name'],
  ['E-26', 'Rubén Tapia', 'm', 'chat_agent', 'T-CHN', 1475, 0.35, 1.1, 177_600, 5_400, 'full'],
  ['E-27', 'Silvia Navarro', 'f', 'chat_agent', 'T-CHN', 560, 0.05, 0.9, 164_400, 4_800, 'full'],
  ['E-28', 'Omar Bravo', 'm', 'chat_agent', 'T-CHN', 430, -0.05, 0.8, 162_000, 4_800, 'hidden'],

  ['E-29', 'Tomás Rey', 'm', 'field_technician', 'T-VIS', 2980, 0.6, 0.8, 252_000, 7_800, 'full'],
  ['E-30', 'Ramiro Cortés', 'm', 'field_technician', 'T-VIS', 2120, 0.35, 1.1, 204_000, 6_000, 'full'],
  ['E-31', 'Esteban Lugo', 'm', 'field_technician', 'T-VIS', 1620, 0.3, 1.0, 196_800, 6_000, 'full'],
  ['E-32', 'Yolanda Mejía', 'f', 'field_technician', 'T-VIS', 1015, 0.4, 1.0, 192_000, 5_800, 'full'],
  ['E-33', 'Pedro Zamora', 'm', 'field_technician', 'T-VIS', 1360, 0.25, 1.1, 194_400, 5_800, 'full'],
  ['E-34', 'Alfonso Nieto', 'm', 'field_technician', 'T-VIS', 3420, 0.15, 0.9, 208_800, 6_200, 'first_name'],
  ['E-35', 'Iván Cota', 'm', 'field_technician', 'T-VIS', 880, -0.5, 1.0, 187_200, 5_600, 'full'],
  ['E-36', 'Marcos Villa', 'm', 'field_technician', 'T-VIS', 705, 0.2, 1.0, 184_800, 5_600, 'full'],
  ['E-37', 'Beatriz Ávila', 'f', 'field_technician', 'T-VIS', 128, 0.3, 0.6, 178_800, 5_400, 'full'],

  ['E-38', 'Diego Paz', 'm', 'counter', 'T-MOS', 2390, 0.5, 0.9, 232_800, 7_200, 'full'],
  ['E-39', 'Brenda Lara', 'f', 'counter', 'T-MOS', 1150, -0.55, 1.1, 160_800, 4_800, 'full'],
  ['E-40', 'Rocío Salinas', 'f', 'counter', 'T-MOS', 940, 0.1, 1.0, 157_200, 4_800, 'full'],
  ['E-41', 'Manuel Ochoa', 'm', 'counter', 'T-MOS', 1980, -0.05, 1.0, 168_000, 5_000, 'full'],
  ['E-42', 'Teresa Guzmán', 'f', 'counter', 'T-MOS', 3260, 0.25, 1.0, 176_400, 5_200, 'full'],
  ['E-43', 'Felipe Arce', 'm', 'counter', 'T-MOS', 620, -0.1, 1.0, 153_600, 4_600, 'first_name'],
  ['E-44', 'Norma Cantú', 'f', 'counter', 'T-MOS', 1570, 0.0, 0.9, 164_400, 5_000, 'full'],
  ['E-45', 'Lorena Bautista', 'f', 'counter', 'T-MOS', 480, 0.1, 0.4, 84_000, 2_600, 'full'],

  ['E-46', 'Valeria Campos', 'f', 'social_agent', 'T-RED', 1325, 0.15, 0.9, 216_000, 6_600, 'full'],
  ['E-47', 'Emilio Santos', 'm', 'social_agent', 'T-RED', 690, -0.1, 1.0, 162_000, 5_000, 'full'],
  ['E-48', 'Ximena Rangel', 'f', 'social_agent', 'T-RED', 515, 0.1, 1.1, 158_400, 4_800, 'first_name'],
  ['E-49', 'Bruno Escobar', 'm', 'social_agent', 'T-RED', 845, -0.25, 1.0, 163_200, 5_000, 'full'],

  ['E-50', 'Guadalupe Marín', 'f', 'correspondence', 'T-COR', 2640, 0.4, 0.8, 219_600, 6_800, 'full'],
  ['E-51', 'Nicolás Ponce', 'm', 'correspondence', 'T-COR', 1090, 0.2, 1.1, 166_800, 5_000, 'full'],
  ['E-52', 'Isabel Franco', 'f', 'correspondence', 'T-COR', 1735, 0.15, 1.0, 171_600, 5_200, 'hidden'],
  ['E-53', 'Darío Leal', 'm', 'correspondence', 'T-COR', 146, 0.1, 0.8, 154_800, 4_600, 'full'],

  ['E-54', 'Camila Ordaz', 'f', 'agent', 'T-NUE', 88, 0.05, 1.0, 141_600, 4_200, 'full'],
  ['E-55', 'Pablo Heredia', 'm', 'agent', 'T-NUE', 81, -0.25, 1.0, 141_600, 4_200, 'full'],
  ['E-56', 'Regina Casas', 'f', 'agent', 'T-NUE', 57, 0.3, 0.9, 141_600, 4_200, 'full'],
  ['E-57', 'Luis Mota', 'm', 'agent', 'T-NUE', 36, -0.1, 0.9, 141_600, 4_200, 'full'],
  ['E-58', 'Elsa Vega', 'f', 'agent', 'T-NUE', 17, 0.1, 0.8, 141_600, 4_200, 'first_name'],
  ['E-59', 'Mónica Aranda', 'f', 'agent', 'T-NUE', 2450, 0.25, 0.6, 228_000, 7_000, 'full'],

  ['E-60', 'Carmen Núñez', 'f', 'management', 'A-ADM', 3650, 0, 0, 468_000, 18_000, 'full'],
  ['E-61', 'Rosa Aguilar', 'f', 'management', 'A-ADM', 1400, 0, 0, 288_000, 9_000, 'full'],
  ['E-62', 'Gustavo Lira', 'm', 'management', 'A-REM', 2870, 0, 0, 516_000, 21_000, 'full'],
  ['E-63', 'Adela Conde', 'f', 'management', 'A-PRE', 3310, 0, 0, 504_000, 21_000, 'full'],
];
