/** Sample values for the style guide, told by the demo company's people. */
const months = ['dic', 'ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct'];
const value = [79, 80, 80, 81, 83, 82, 84, 85, 85, 87, 88];
const low = [72, 74, 74, 76, 78, 77, 79, 81, 81, 83, 84];
const high = [86, 86, 87, 88, 87, 89, 90, 90, 90, 91, 92];
const points = [
  { n: 420, share: 0.91, label: 'Visitas Sur', state: 'above' },
  { n: 310, share: 0.86, label: 'Telefónica', state: 'within' },
  { n: 260, share: 0.83, label: 'Mostrador Centro', state: 'within' },
  { n: 180, share: 0.87, label: 'Chat día', state: 'within' },
  { n: 150, share: 0.73, label: 'Chat noche', state: 'below' },
  { n: 95, share: 0.81, label: 'Redes', state: 'within' },
  { n: 60, share: 0.9, label: 'Correo', state: 'within' },
];
const themes = [
  { theme: 'Devolvieron la llamada', answers: 212, effect: 0.6 },
  { theme: 'Explicación clara', answers: 388, effect: 0.5 },
  { theme: 'Amabilidad', answers: 641, effect: 0.4 },
  { theme: 'Espera', answers: 305, effect: -0.7 },
  { theme: 'Técnico no llegó', answers: 41, effect: -2.1 },
];

export const styleGuideModel = {
  words: {
    title: 'Su servicio en octubre',
    period: 'Periodo',
    download: 'Descargar',
    lead: 'Claramente por encima de la meta: 88 de 100, con 84 respuestas.',
    meaning: 'Lo más probable es que su nivel real esté entre 84 y 92. La meta del equipo es 82.',
    origin: 'De dónde sale este número',
    said: 'Lo que dijeron',
    saidNote: 'Los nombres se ven al cerrar el mes',
    appeal: 'Apelar una respuesta',
    remove: 'Borrar el borrador',
    teams: 'Equipos frente a la meta',
    teamsNote:
      'Dentro del embudo, la diferencia con la meta puede ser azar. Visitas Sur está claramente por encima; Chat noche, por debajo.',
    themes: 'De qué hablan',
    form: 'Nuevo punto de contacto',
    bonus: 'Su bono, paso a paso',
    bonusTotal: 'Bono',
    bands: 'Etiquetas',
    emptyTitle: 'Todavía no hay respuestas',
    emptyText: 'Las primeras llegan cuando sale la primera invitación.',
    emptyAction: 'Registrar un contacto',
    see: 'Ver',
    progress: 'Importación: 412 de 1,000',
    save: 'Guardar',
  },
  columns: {
    month: 'Mes',
    answers: 'Respuestas',
    score: 'Puntuación',
    interval: 'Intervalo',
    team: 'Equipo',
    share: 'CSAT',
    rating: 'Calificación',
    comment: 'Comentario',
    about: 'Contacto',
    day: 'Fecha',
    theme: 'Tema',
    effect: 'Efecto',
  },
  quote: {
    text: 'Me explicó la factura línea por línea y me llamó de vuelta cuando dijo que lo haría.',
    caption: 'Marta R. sobre Ana Beltrán, ayer',
  },
  periods: [
    { value: '2026-10', label: 'Octubre 2026' },
    { value: '2026-09', label: 'Septiembre 2026' },
  ],
  kpis: [
    { label: 'CSAT', ratio: 0.81, note: '79 a 83 · meta 85', href: '#csat' },
    { label: 'NPS', difference: 42, note: '37 a 47', href: '#nps' },
    { label: 'Facilidad (CES)', number: 5.6, digits: 1, note: 'de 7', href: '#ces' },
    { label: 'Respuesta', ratio: 0.27, note: '2,148 de 7,956', href: '#response-rate' },
    { label: 'Casos abiertos', number: 14, note: '3 vencen hoy', href: '#cases', tone: 'care' },
    { label: 'Promesas', ratio: 0.96, note: '412 de 429', href: '#promises' },
  ],
  interval: { value: 88, low: 84, high: 92, target: 82, min: 60, max: 100 },
  facts: [
    { label: 'Promedio de sus respuestas', value: 85.1 },
    { label: 'Atendió más reclamos que sus compañeros', change: 4 },
    { label: 'Ajuste por cantidad de respuestas', change: -1.1 },
  ],
  score: 88,
  months: months.map((month, i) => ({ month, value: value[i], low: low[i], high: high[i] })),
  trend: {
    labels: months,
    value,
    low,
    high,
    target: 82,
    min: 60,
    max: 100,
    names: { value: 'Puntuación', low: 'Desde', high: 'Hasta', target: 'Meta' },
  },
  points,
  funnel: { target: 0.85, points, unit: ' %', names: { size: 'Respuestas', share: 'CSAT' } },
  themes,
  bars: {
    labels: themes.map(({ theme }) => theme),
    value: themes.map(({ effect }) => effect),
    digits: 1,
    names: { value: 'Efecto' },
  },
  answers: [
    {
      rating: 5,
      comment: 'Me explicó la factura línea por línea.',
      about: 'Teléfono · factura',
      day: '2026-11-03',
    },
    { rating: 4, comment: 'Amable, pero esperé ocho minutos.', about: 'Teléfono · corte', day: '2026-11-02' },
    {
      rating: 1,
      comment: 'El técnico nunca llegó.',
      about: 'Teléfono · visita',
      day: '2026-11-01',
      note: 'No cuenta: visita de otra área',
    },
  ],
  steps: [
    {
      title: 'Lo que dijeron sus clientes',
      text: '231 respuestas cuentan; 3 no (2 de otra área, 1 duplicada). Promedio 84.6 de 100.',
      number: 84.6,
    },
    {
      title: 'La mezcla de casos que le tocó',
      text: '38 % de sus contactos fueron reclamos; en la empresa, 24 %. Los reclamos puntúan más bajo, con cualquiera.',
      change: 3.1,
    },
    {
      title: 'Cuánta información hay',
      text: 'Con 231 respuestas, la puntuación se apoya 91 % en sus clientes y 9 % en el promedio de su grupo (82.4).',
      change: -0.5,
    },
    {
      title: 'Su objetivo y sus días',
      text: 'Trabajó 92 de 92 días del periodo.',
      money: { minor: 656760, currency: 'MXN' },
    },
    {
      title: 'El fondo',
      text: 'La suma de todos fue 2.42 % mayor que el fondo; todos se ajustan igual (× 0.976354).',
      money: { minor: -15530, currency: 'MXN' },
    },
  ],
  bonus: { minor: 641230, currency: 'MXN' },
  problems: {
    detail: 'Hay un dato que corregir.',
    list: [
      {
        text: 'Código: use minúsculas sin acento, números y guiones, como “atencion-telefonica”.',
        href: '#field-code',
      },
    ],
  },
  form: {
    name: { label: 'Nombre', hint: 'Así lo verán los clientes.', value: 'Atención telefónica' },
    code: {
      label: 'Código',
      value: 'Atención',
      error: 'Use minúsculas sin acento, números y guiones, como “atencion-telefonica”.',
    },
    channel: {
      label: 'Canal',
      options: [
        { value: 'phone', label: 'Teléfono' },
        { value: 'chat', label: 'Chat' },
      ],
    },
    notes: { label: 'Notas' },
    sampled: { label: 'Preguntar a todos', hint: 'Como máximo una vez al mes a cada persona.' },
  },
  copied: 'https://aplauso.example.com/board/centro-norte',
};
