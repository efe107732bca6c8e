/** Mexican Spanish, the other part: what annoyed people, what failed, and what they make of it. */
import type { Pool } from './phrasebook';

/** Nuisances of paperwork, wherever there is a desk or a screen in between. */
const PAPERWORK = [
  'el trámite tardó más de lo que esperaba',
  'el sistema [estaba lento|se cayó un rato|no los dejaba avanzar]',
  'tuve que dar mis datos [dos|tres] veces',
  'piden demasiados datos',
  'batallé para llegar con la persona indicada',
];

export const snag: Pool = {
  '*': [
    'me faltó que me avisaran [antes|con más tiempo|por mensaje]',
    'tardó más de lo que esperaba',
    'todavía falta [que lo confirmen|un detalle|ver que dure]',
    'hubo que insistir [un poco|dos veces]',
  ],
  '*@remote': PAPERWORK,
  '*@phone': [
    'esperé {few} minutos',
    'esperé {wait} minutos en la línea',
    'la música de espera es [insoportable|eterna]',
    'el menú de opciones es [larguísimo|un laberinto]',
    'se oía [muy bajito|entrecortado|mucho ruido de fondo]',
    'me tuvieron en espera {wait} minutos',
    'tuve que marcar [dos|tres] veces para que contestaran',
    'primero me pasaron a otra área',
  ],
  '*@live': [
    'tardaba [varios minutos|un buen rato] entre un mensaje y otro',
    'primero me contestó [el robot|un mensaje automático] que no entiende nada',
    'esperé {wait} minutos a que me asignaran a alguien',
    'se me cerró la conversación una vez',
    'algunas respuestas parecían copiadas',
  ],
  '*@email': [
    'la respuesta tardó {days} días',
    'la primera respuesta fue automática',
    'el archivo adjunto no abría en el celular',
  ],
  '*@social': [
    'tardaron [todo el día|una tarde] en ver mi mensaje',
    'primero me mandaron el mensaje de siempre',
    'me pidieron los datos otra vez por privado',
  ],
  '*@web': [
    'la página se traba en el celular',
    'la página me sacó dos veces',
    'no encontraba dónde subir los documentos',
    'el formulario borra todo si te equivocas',
  ],
  '*@desk': [
    ...PAPERWORK,
    'había mucha fila y [un solo módulo abierto|nada más dos ventanillas]',
    'esperé {wait} minutos con el turno en la mano',
    'no servía la máquina de turnos',
    'hacía un calor tremendo adentro',
    'no hay dónde estacionarse',
    'faltan sillas para la gente mayor',
    'me faltó una copia y tuve que salir a sacarla',
  ],
  '*@on_site': [
    'llegó [media hora|una hora|más] tarde',
    'dejó [un poco de tierra|escombro|lodo] en la entrada',
    'me dieron un horario de [todo el día|8 a 6] y tuve que faltar al trabajo',
    'no traía una pieza y tuvo que ir por ella',
    'nadie avisó que venían en camino',
  ],
  billing: [
    'el recibo [sigue sin entenderse|trae letras chiquitas|debería ser más claro]',
    'el ajuste se ve hasta el próximo recibo',
  ],
  payment: ['el pago tarda [dos|tres] días en verse', 'cobran comisión en la tienda'],
  outage: [
    'el agua regresó más tarde de lo que dijeron',
    'hubiera servido un aviso antes del corte',
    'la presión todavía está baja',
  ],
  visit: ['la cita más cercana era en {days} días', 'no dan hora exacta, solo "por la tarde"'],
  meter: ['la verificación tarda {days} días'],
  new_service: ['son muchos requisitos', 'el contrato sale [caro|más caro de lo que pensaba]'],
  complaint: ['tuve que contar todo desde el principio', 'me piden esperar {days} días más'],
};

export const failed: Pool = {
  '*': [
    'nadie me dio una solución',
    'me traen [de un lado a otro|dando vueltas|de un área a otra]',
    'quedaron en [avisarme|resolver] y nada',
    'cada quien me dice una cosa distinta',
    'sigo [igual|con el mismo problema|sin respuesta]',
    'van {times} veces que [explico|cuento] lo mismo',
    'me dieron un folio que nadie encuentra',
  ],
  '*@phone': [
    'quedaron de llamarme y [sigo esperando|nunca llamaron|ya pasaron {days} días]',
    'me colgaron [dos veces|después de {wait} minutos|a media explicación]',
    'esperé {wait} minutos para que me dijeran que llamara mañana',
    'me pasaron con {times} personas y ninguna resolvió',
    'me prometieron una llamada el {weekday} y no llegó',
  ],
  '*@live': [
    'me dejaron en visto',
    'cerraron la conversación sin resolver',
    'me mandaron {times} veces la misma respuesta copiada',
    'después de {wait} minutos escribiendo me dijeron que llamara por teléfono',
    'me pidieron fotos, las mandé y ya no contestaron',
  ],
  '*@email': [
    'tardaron {days} días en contestar [algo que no pregunté|dos renglones]',
    'me contestaron con un formato que no tenía nada que ver',
    'mandé {times} correos y contestaron uno',
  ],
  '*@social': [
    'solo contestan "mándenos sus datos por inbox" y ahí muere',
    'me bloquearon el comentario en vez de resolver',
    'publican puras campañas y no contestan los reportes',
  ],
  '*@web': [
    'la página dice "en proceso" desde hace {days} días',
    'subí los documentos {times} veces y los siguen rechazando sin decir por qué',
    'el sistema me marcó error y perdí todo lo capturado',
  ],
  '*@desk': [
    'hice fila {wait} minutos para que me mandaran a otra oficina',
    'me regresaron por una copia que no viene en los requisitos',
    'cerraron la ventanilla cuando ya seguía yo',
    'se fueron a comer y dejaron a la gente formada',
    'perdí la mañana y salí sin nada resuelto',
  ],
  '*@on_site': [
    'dejaron [la banqueta rota|el hoyo abierto|todo lleno de lodo]',
    'se fueron sin probar que quedara bien',
    'llegaron sin [la herramienta|la pieza|la escalera] y tuvieron que volver otro día',
    'llegaron {few} minutos antes de que se acabara el horario y con prisa',
  ],
  billing: [
    'nadie supo decirme por qué subió [la factura|el recibo]',
    'me cobraron {amount} y en mi casa vivimos [dos|tres] personas',
    'me siguen cobrando {amount} de más',
    'el recibo llegó al doble y me dicen que "así marcó el medidor"',
    'quedaron de ajustar el recibo y llegó igual',
    'me cobran lectura estimada desde hace {months} meses',
    'la corrección que prometieron no aparece en el recibo',
  ],
  payment: [
    'mi pago de {amount} sigue sin aparecer',
    'me cortaron el agua con el recibo pagado',
    'me cobraron dos veces y el reembolso tarda {months} meses',
    'me cobran reconexión por un error de ustedes',
    'no me quisieron hacer convenio',
  ],
  outage: [
    'llevamos {days} días sin agua en {hood}',
    'dijeron que el agua volvía a las {hour} y no volvió',
    'nunca mandaron la pipa que prometieron',
    'cortan el agua sin avisar',
    'nadie sabe decir cuándo regresa el agua',
    'con niños chiquitos en casa y sin una gota desde el {weekday}',
    'el agua llega dos horas en la madrugada y ya',
  ],
  'leak@remote': [
    'la fuga de la calle {street} lleva {days} días tirando agua',
    'reporté la fuga {times} veces y nadie viene',
    'la cuadrilla nunca llegó a la fuga de {hood}',
    'cerraron el reporte de la fuga sin repararla',
  ],
  'leak@on_site': [
    'taparon la fuga y a los dos días volvió a salir',
    'rompieron la banqueta y ahí dejaron el hoyo',
    'dijeron que la fuga era mía sin revisar bien',
    'pusieron un parche y sigue goteando',
  ],
  repair: [
    'la reparación duró [dos días|una semana|lo que se tardaron en irse]',
    'arreglaron una cosa y descompusieron otra',
    'quedó goteando',
    'dejaron la calle abierta {days} días',
    'me cobraron una pieza que no cambiaron',
  ],
  visit: [
    'el técnico nunca llegó',
    'me dejaron esperando todo el {weekday} y nadie llegó',
    'dicen que el técnico vino y no encontró a nadie, y aquí estuve todo el día',
    'van {times} citas canceladas',
    'el técnico llegó {days} días después',
    'pedí permiso en el trabajo para esperar al técnico y no vino',
  ],
  meter: [
    'el medidor [corre aunque esté todo cerrado|marca aire]',
    'me cambiaron el medidor y ahora pago el doble',
    'dicen que el medidor está bien, pero nadie lo revisó',
    'tomaron la lectura del medidor del vecino',
  ],
  new_service: [
    'llevo {days} días esperando la conexión que ya pagué',
    'cada vez piden un papel distinto para el contrato',
    'me cotizaron una cantidad y me cobraron {amount} más',
  ],
  complaint: [
    'mi queja lleva {months} meses y nadie responde',
    'cerraron mi reclamo sin llamarme',
    'puse la queja {times} veces y la dan por atendida',
    'me contestaron que "no procede" sin explicar nada',
    'nadie se hace responsable del daño que causaron',
  ],
  information: [
    'me dieron mal los requisitos y di la vuelta en balde',
    'me dieron un horario que no era',
    'lo que me dijeron no coincide con lo que dice su página',
  ],
};

export const wholeMixed: Pool = {
  '*': [
    '{name} hace lo que puede, el problema es la empresa.',
    'La atención bien, la solución todavía la estoy esperando.',
    'Me trataron bien pero salí con más dudas.',
    'Ni fu ni fa.',
    'Me ayudó hasta donde el sistema le permitió.',
    'Se nota que {name} quiere ayudar, pero no le dan herramientas.',
    'Cumplieron a medias. Le pondría 3 y medio.',
    'Correcto, sin más. Hablan como si leyeran un papel.',
    'Si lo resuelven esta semana cambio mi calificación.',
  ],
  '*@phone': [
    'Buena persona, mala línea: se cortó dos veces.',
    'Mucho tiempo de espera para una respuesta de un minuto.',
  ],
  '*@live': [
    'Respuestas rápidas pero muy generales.',
    'Para preguntas sencillas bien, para lo mío no tanto.',
  ],
  '*@desk': [
    'Rápido el trámite, lenta la fila.',
    'Me atendieron bien, lástima que hay que venir en persona por algo tan simple.',
  ],
  '*@on_site': ['El trabajo quedó, el cochinero también.', 'Quedó, pero faltó emparejar el piso.'],
  billing: [
    'Me explicaron el recibo pero lo tengo que pagar igual.',
    'Entendí la mitad del recibo. Algo es algo.',
  ],
  outage: [
    'La atención bien, pero el agua no depende de ser amables.',
    'Me informaron, pero seguimos con tandeo en {hood}.',
  ],
  visit: ['Me reagendaron con amabilidad, pero es la segunda vez.'],
  complaint: [
    'Me escucharon. De ahí a que lo arreglen, falta ver.',
    'Pidieron disculpas, pero yo lo que quiero es que lo arreglen.',
  ],
};

export const wholeBad: Pool = {
  '*': [
    'Contestó de mala gana, como si le estuviera pidiendo un favor.',
    'Me habló con prisa y no me dejó terminar.',
    'No sabía el procedimiento y no quiso preguntar.',
    'Muy cortante. Solo repetía "es lo que marca el sistema".',
    'Educación sí, solución no. Y yo necesitaba solución.',
    'Se notaba que quería deshacerse de mí.',
    'Hice todo lo que me pidieron y aun así no quedó.',
    'No entendió mi problema y me dio la solución de otro.',
    'Pregunté tres cosas y me contestó una.',
  ],
  '*@phone': [
    'Le falta paciencia con la gente mayor.',
    'Me tuvo {wait} minutos en espera y volvió para decir que no podía.',
    'Hablaba tan rápido que no le entendí nada, y cuando pregunté suspiró.',
  ],
  '*@live': [
    'Puros mensajes copiados. Sentí que hablaba con una pared.',
    'Contestaba cada diez minutos y con monosílabos.',
  ],
  '*@email': ['Cuatro párrafos de cortesías y ni una respuesta.'],
  '*@social': ['En público muy amables, por privado ya no contestan.'],
  '*@web': ['El trámite "en línea" terminó en que tengo que ir a la oficina.'],
  '*@desk': [
    'Le falta paciencia con la gente mayor.',
    'Estaba viendo el celular mientras yo le explicaba.',
    'Platicaban entre ellos y la fila sin avanzar.',
  ],
  '*@on_site': [
    'Vino, vio, dijo que no le tocaba y se fue.',
    'Ni se bajó bien la mochila y ya se estaba yendo.',
  ],
  billing: ['Me dijo que el recibo "así viene" y que si quiero pague en partes. Yo quería saber por qué.'],
  outage: ['Preguntar cuándo vuelve el agua y que te digan "no tengo ese dato" no es atención.'],
  visit: ['Me echaron la culpa a mí de que el técnico no llegara.'],
  complaint: ['Me pidió que pusiera la queja otra vez, desde cero.'],
};

export const wholeAwful: Pool = {
  '*': [
    'Pésima actitud. Me dijo que si no me gustaba pusiera mi queja.',
    'Ni buenos días, ni gracias, ni solución.',
    'Me trató como si yo tuviera la culpa.',
    'En {days} días nadie ha sido capaz de darme una respuesta.',
    'Se burló de mi pregunta. Así de simple.',
    'Puro "ahorita lo vemos" y no ven nada.',
    'Llevo {months} meses con lo mismo. Ya ni coraje da, da tristeza.',
  ],
  '*@phone': ['Me colgó. Así, sin más, me colgó.', 'Después de {wait} minutos de musiquita, me colgaron.'],
  '*@live': ['Me cerró la conversación a media pregunta y luego me mandan esta encuesta.'],
  '*@email': ['Llevo {times} correos y me contestan siempre lo mismo.'],
  '*@desk': [
    'Cerró la ventanilla en mi cara a las {hour}.',
    'Una hora sin avanzar la fila y {name} de plática.',
  ],
  '*@on_site': [
    'Me dejaron sin agua y con el patio abierto. Y que "luego vienen".',
    'Rompió la llave, dijo que ya estaba así y se fue.',
  ],
  billing: [
    'Me llegó de {amount} y la única respuesta fue "pague y luego aclaramos".',
    'Casa sola, nadie vive ahí, y el recibo de {amount}. Robo.',
  ],
  payment: ['Pagué {amount}, tengo el comprobante, y aun así me cortaron el agua un viernes.'],
  outage: [
    'Sin agua desde el {weekday}, con un bebé y una persona enferma en casa. No se vale.',
    '{days} días sin agua en {hood} y el recibo llega puntualito.',
  ],
  leak: ['Tiran el agua y luego piden que la cuidemos.'],
  visit: [
    'El técnico nunca llegó.',
    'Tercera vez que pido permiso en el trabajo para esperar a un técnico que no llega.',
  ],
  complaint: [
    'Cierran los reclamos para cumplir su meta, no para resolver.',
    'Ya fui, ya llamé, ya escribí. Solo me falta rezar.',
  ],
};
