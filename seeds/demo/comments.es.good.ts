/** Mexican Spanish, the good part: what people did well and how customers thank them. */
import type { Pool } from './phrasebook';

export const subjects: readonly string[] = [
  '{name}',
  '{name}',
  '{name}',
  'la verdad {name}',
  '{e:el joven|la señorita} {name}',
  '{e:el señor|la señora} {name}',
  '{e:el muchacho|la muchacha} que me atendió',
  'quien me atendió',
];

export const open: readonly string[] = [
  '[Excelente|Muy buena|Inmejorable] atención.',
  'Muy {c:contento|contenta} con el servicio.',
  'Quiero [felicitar|reconocer] a {name}.',
  'Esperaba [un pleito|lo de siempre|que me dieran largas] y me sorprendieron.',
  '¡[Muchas gracias|Mil gracias]!',
  'Nota máxima.',
  'Da gusto encontrar gente así.',
  'Buen día, solo quería agradecer.',
];

export const praise: Pool = {
  '*': [
    'fue muy amable',
    'fue amable de principio a fin',
    'fue [súper|muy] {e:atento|atenta}',
    'me trató con mucha [paciencia|amabilidad|calidez|educación]',
    'me trató con respeto',
    'me atendió [muy rápido|con calma|sin prisas|de maravilla|con muy buen ánimo]',
    'me escuchó [sin interrumpir|con atención|antes de contestar]',
    'explica [súper bien|muy claro|con calma|con palabras que se entienden]',
    'me tuvo [mucha|toda la] paciencia',
    'se tomó el tiempo de [escucharme|entender mi caso|explicarme]',
    'sabe [de lo que habla|su trabajo|mucho]',
    'tiene muy buen trato',
    'se portó [a la altura|muy bien conmigo|como se debe]',
    'fue {e:claro|clara} y {e:directo|directa}',
    'fue muy profesional',
    'tuvo la mejor disposición',
    'no me hizo sentir [que estorbaba|{c:tonto|tonta} por preguntar]',
  ],
  '*@phone': ['tiene una voz muy amable', 'me habló con mucha tranquilidad', 'contestó con buen humor'],
  '*@written': [
    'escribe claro y sin copiar y pegar',
    'contestó como persona, no como robot',
    'respondió con mucha cortesía',
  ],
  '*@desk': ['me recibió con una sonrisa', 'me atendió viéndome a los ojos', 'me saludó por mi nombre'],
  '*@on_site': [
    'llegó con [uniforme y gafete|su gafete a la vista]',
    'fue muy {e:respetuoso|respetuosa} con mi casa',
    'saludó, se presentó y explicó lo que iba a hacer',
  ],
};

export const did: Pool = {
  '*': [
    'resolvió [mi problema|mi asunto|todo] [a la primera|sin darme vueltas|más rápido de lo que pensé]',
    'cumplió lo que [prometió|me dijo]',
    'no me hizo repetir mi problema [tres|mil] veces',
    'contestó todas mis dudas',
    'me explicó qué seguía y [cuándo|en cuánto tiempo]',
    'no me dio largas',
  ],
  '*@phone': [
    'me llamó de vuelta cuando dijo que lo haría',
    'me devolvió la llamada [a la hora que quedó|el mismo día|en media hora|antes de las {hour}]',
    'no me pasó de un área a otra',
    'se quedó en la línea hasta que quedó [resuelto|listo|todo]',
    'contestó [al segundo timbre|casi de inmediato|en menos de {few} minutos]',
    'me dio un número de folio y sí le dieron seguimiento',
  ],
  '*@written': [
    'me mandó [los pasos|el enlace|las instrucciones] con capturas y todo',
    'revisó mi caso completo antes de responder',
    'me dio un folio y me avisó cuando quedó',
  ],
  '*@live': [
    'me contestó en [menos de {few} minutos|segundos|lo que calentaba el café]',
    'no me dejó en visto',
    'se quedó escribiendo conmigo hasta que quedó',
    'leyó lo que ya había escrito y no me preguntó todo otra vez',
  ],
  '*@email': [
    'me respondió [el mismo día|en dos horas|antes de mediodía]',
    'contestó cada una de mis preguntas en un solo correo',
  ],
  '*@social': [
    'vio mi publicación y me buscó por mensaje',
    'contestó mi comentario y no se quedó en el "mándenos inbox"',
  ],
  '*@web': [
    'revisó lo que subí a la página y me avisó que faltaba una hoja',
    'me destrabó el trámite en línea',
  ],
  '*@desk': [
    'me atendió en {few} minutos',
    'me ayudó a llenar el formato',
    'dejó pasar primero a las personas mayores',
    'me sacó las copias que me faltaban para que no tuviera que volver',
    'vio que venía con [mi bebé|bastón|mi mamá] y me acercó una silla',
  ],
  '*@on_site': [
    'llegó [puntual|a la hora que dijeron|antes de lo acordado]',
    'avisó por teléfono que venía en camino',
    'dejó todo [limpio|como estaba|barrido y en su lugar]',
    'me enseñó [lo que encontró|la pieza dañada|dónde está la llave de paso]',
    'se puso cubrezapatos para entrar',
  ],
  billing: [
    'me explicó [la factura|el recibo] [línea por línea|renglón por renglón|concepto por concepto]',
    'revisó [mi consumo|mis lecturas] de los últimos {months} meses',
    'encontró que me estaban cobrando {amount} de más y lo corrigió',
    'me ajustó el recibo de {amount} en el momento',
    'me aclaró por qué subió tanto el recibo',
    'detectó que la lectura estaba estimada y la corrigió',
    'me dijo cómo bajar el consumo y dónde ver mi lectura',
    'me mandó el desglose completo del cobro',
    'me quitó un recargo que no me correspondía',
  ],
  payment: [
    'encontró mi pago de {amount} que no aparecía',
    'me armó un convenio para pagar {amount} en {months} partes',
    'me ayudó a pagar sin que me cobraran recargos',
    'aplicó mi pago y me dio el comprobante',
    'me dijo dónde más puedo pagar sin comisión',
    'evitó que me cortaran el servicio por un pago que ya había hecho',
    'me devolvió lo que pagué doble',
  ],
  outage: [
    'me dijo con [claridad|honestidad] a qué hora volvía el agua, y volvió',
    'me explicó que era una [válvula|bomba|tubería] y cuánto iba a tardar',
    'nos consiguió una pipa para [la privada|el edificio|toda la cuadra]',
    'me avisó en cuanto regresó la presión',
    'se preocupó porque tengo [un bebé|a mi papá enfermo|un negocio de comida] y buscó una solución',
  ],
  'outage@remote': [
    'levantó el reporte de {hood} y [en la tarde|esa misma noche|a las dos horas] ya había agua',
    'me mandó el mapa de las colonias afectadas',
    'reportó la falta de agua en la colonia {hood} y dio seguimiento',
  ],
  'outage@on_site': [
    'encontró la válvula cerrada y nos regresó el agua',
    'purgó la tubería y quedó con buena presión',
    'no se fue hasta que salió agua en la cocina',
  ],
  'leak@remote': [
    'mandó a la cuadrilla el mismo día',
    'tomó bien la dirección y la fuga de la calle {street} quedó en un día',
    'me dijo cómo cerrar la llave mientras llegaba el técnico',
    'levantó el reporte con fotos y me dio folio',
    'marcó la fuga como urgente porque se estaba metiendo a la casa',
  ],
  'leak@on_site': [
    'encontró la fuga en {few} minutos',
    'reparó la fuga y volvió a tapar la banqueta',
    'me explicó que la fuga era mía y aun así me orientó',
    'usó un aparato para oír el tubo y le atinó a la primera',
    'rompió lo menos posible y resanó',
    'cambió el tramo completo en vez de ponerle un parche',
  ],
  repair: [
    'dejó funcionando todo a la primera',
    'cambió [la llave|el empaque|la tubería|la válvula] y probó dos veces',
    'hizo un trabajo [muy limpio|bien hecho|de primera]',
    'revisó también lo que no le tocaba, por si acaso',
    'resanó la banqueta mejor de como estaba',
  ],
  visit: [
    'me consiguió la visita para el día siguiente',
    'reprogramó al técnico para el {weekday} y sí llegó',
    'me avisó a qué hora pasaba el técnico',
    'localizó al técnico y me dijo en cuánto llegaba',
    'me cambió la cita sin problema porque trabajo hasta las {hour}',
  ],
  meter: [
    'me enseñó a leer el medidor',
    'revisó el medidor y me explicó el resultado',
    'pidió la verificación del medidor sin que yo insistiera',
    'corrigió el número de medidor, que estaba cruzado con el del vecino',
  ],
  'meter@on_site': [
    'cambió el medidor en {few} minutos',
    'probó el medidor con una cubeta delante de mí',
    'instaló el medidor nuevo sin dejar goteras',
  ],
  new_service: [
    'me dijo exactamente qué papeles llevar',
    'me ahorró una vuelta con la lista de requisitos',
    'agilizó el contrato de la casa nueva',
    'me explicó cuánto cuesta la toma y en qué se paga',
  ],
  'new_service@on_site': [
    'conectó la toma nueva en una mañana',
    'midió, marcó y dejó lista la toma',
    'hizo la conexión sin romper el firme',
  ],
  complaint: [
    'tomó en serio mi queja',
    'pidió disculpas en nombre de la empresa y lo arregló',
    'por fin me resolvió algo que llevaba {months} meses',
    'me dio un nombre y una fecha, y cumplieron',
    'no buscó pretextos',
    'le dio la razón a quien la tenía y corrigió el error',
  ],
  information: [
    'me orientó con [los horarios|los requisitos|el trámite|el cambio de nombre]',
    'me dio toda la información en una sola vez',
    'me explicó cómo darme de alta en la app',
    'me dijo cómo pedir la tarifa de adulto mayor',
  ],
};

export const wholeGreat: Pool = {
  '*': [
    'No suelo contestar encuestas, pero {name} se lo merece.',
    'Si tuvieran más gente como {name} no habría quejas.',
    'Llevo años como cliente y es la primera vez que me atienden así. Gracias, {name}.',
    'Pensé que me iban a traer de un lado a otro y {name} lo resolvió [en {few} minutos|a la primera|sin pedirme nada más].',
    'Yo andaba de [muy mal humor|malas], no es cosa de {name}, y aun así me tuvo paciencia. Ya quedó. Gracias.',
    'Estaba muy {c:enojado|enojada} y {name} me escuchó hasta el final antes de contestar. Así se trabaja.',
    'Ojalá así atendieran en [el banco|todas las oficinas|la luz].',
    'Le pongo 5 porque no hay 6.',
    'Fue claro, rápido y amable. No pido más.',
    'Muy humana la atención, se agradece en estos tiempos.',
    'Me resolvieron en [una tarde|{few} minutos] lo que en otros lados tarda semanas.',
    'Tengo {old} años y me cuesta trabajo esto. {name} me tuvo una paciencia de santo.',
    'Todo muy bien explicado, hasta mi mamá entendió jaja',
    'Por favor denle un reconocimiento a {name}, hizo más de lo que le tocaba.',
  ],
  '*@phone': [
    'Me llamó de vuelta cuando dijo que lo haría. Con eso me ganaron.',
    'Se cortó la llamada y {name} me marcó de regreso. Nadie hace eso.',
    'Contestó rápido, entendió rápido y resolvió rápido. Ya.',
    'Llamé tres veces; la única persona que de verdad buscó en el sistema fue {name}.',
  ],
  '*@live': [
    'Pensé que era un bot y resultó ser {name}, que sí me ayudó 😂',
    'Lo arreglé desde el camión, por mensaje, en {few} minutos. Gracias {name}.',
    'Ya era tarde y ahí seguía {name} contestando. Mis respetos.',
  ],
  '*@email': [
    'Escribí un correo larguísimo y {name} contestó punto por punto.',
    'Respuesta completa y con los documentos adjuntos, no tuve que volver a escribir.',
  ],
  '*@social': [
    'Me quejé en público y {name} me contestó con educación y lo arregló. Bien ahí.',
    'Borré mi queja porque sí me resolvieron. Gracias {name}.',
  ],
  '*@web': [
    'No le hallaba al trámite en la página y {name} me lo dejó listo el mismo día.',
    'Subí los papeles en la noche y en la mañana ya estaba autorizado.',
  ],
  '*@desk': [
    'Llegué sin cita y con los papeles mal, y aun así salí con todo resuelto.',
    'Había mucha gente y {name} atendió a cada quien sin perder la sonrisa.',
    '{name} salió del mostrador para ayudarle a mi papá con la máquina de turnos.',
  ],
  '*@on_site': [
    'Llegó, revisó, arregló y barrió. Así de sencillo.',
    'Mis perros ladran a todo el mundo y {name} hasta los saludó jaja. Muy buen trabajo.',
    'No aceptó propina ni un refresco. Gente honesta.',
    '{name} me explicó qué hacer para que no vuelva a pasar. Eso vale mucho.',
  ],
  billing: [
    'Me explicó la factura línea por línea.',
    'El recibo llegó de {amount}, casi me desmayo. {name} vio que era una lectura mal tomada y quedó en lo de siempre.',
    'Por fin alguien me explicó qué es el cargo de saneamiento.',
    'Me estaban cobrando {amount} de más desde hace {months} meses y {name} lo encontró.',
  ],
  payment: [
    'Mi pago de {amount} andaba perdido y {name} lo encontró en {few} minutos.',
    'Me quedé sin trabajo y {name} me armó un convenio que sí puedo pagar. No lo voy a olvidar.',
  ],
  'payment@remote': [
    'Tengo {old} años y no le entiendo a la aplicación; {name} me llevó paso por paso hasta que pude pagar.',
  ],
  outage: [
    'Sin agua desde el {weekday} y {name} fue la única persona que me dijo la verdad de cuánto iba a tardar.',
    'En {hood} nos quedamos sin agua y gracias a {name} llegó la pipa el mismo día.',
  ],
  'leak@on_site': ['La fuga llevaba semanas y {name} la encontró debajo de la lavadora. Mis respetos.'],
  'leak@remote': [
    'Reporté una fuga en la calle {street} y antes de que oscureciera ya la estaban arreglando.',
  ],
  repair: ['Quedó mejor de como estaba, y hasta el cemento parejito.'],
  visit: ['Me habían fallado dos citas. {name} se hizo cargo, me dio hora y el técnico llegó a esa hora.'],
  new_service: [
    'Contratar el agua de la casa nueva fue más fácil que contratar el internet. Gracias a {name}.',
  ],
  complaint: [
    'Quería quejarme y acabé dando las gracias.',
    'Llevaba {months} meses con el mismo problema. {name} lo tomó como si fuera suyo.',
  ],
  information: ['Tres preguntas, tres respuestas claras. Gracias {name}.'],
};

export const wholeGood: Pool = {
  '*': [
    'Buen servicio, nada más que el sistema estaba lento.',
    'Me resolvió, que es lo que importa.',
    'Bien. Le doy 4 porque tuve que insistir una vez.',
    'La atención de {name} bien, el trámite un poco largo.',
    'Todo bien con {name}; lo que no me gusta es tanto papeleo.',
    'Cumplió con lo que necesitaba.',
    'Casi todo bien, me faltó que me avisaran cuando quedó.',
  ],
  '*@phone': [
    'Amable, pero esperé {few} minutos.',
    'Bien una vez que contestaron. El menú de opciones es eterno.',
  ],
  '*@live': [
    'Buena atención, tardó un poquito entre mensaje y mensaje.',
    'Bien, aunque primero me contestó el robot y no entendía.',
  ],
  '*@desk': ['Buena atención, poco estacionamiento.', 'Rápido en ventanilla, lento para el turno.'],
  '*@on_site': [
    'Buen trabajo, llegó media hora tarde pero avisó.',
    'Quedó bien, faltó recoger un poco de tierra.',
  ],
  billing: [
    'Ya entendí el recibo. Sigue pareciéndome caro, pero lo entendí.',
    'Me lo explicó bien; el recibo debería ser más claro.',
  ],
  outage: ['Me dijo que volvía a las {hour} y volvió dos horas después. Al menos avisaron.'],
  visit: ['Me dieron cita para el {weekday}. Hubiera querido antes, pero bien.'],
  complaint: ['Por lo menos esta vez sí me escucharon.', 'Ya está en proceso, {name} me explicó los plazos.'],
};
