/**
 * The themes a company of services starts with, as its customers write. They can be changed, and each list is complete:
 * what is not in it is not counted. Words stand for all their forms ("espera": esperé, esperando…), so a list needs the
 * ideas, not the grammar.
 */
import type { ThemeDefinition } from './theme-definition';

const lines = (text: string): readonly string[] => text.split('·').map((line) => line.trim());

/** By key, in the order they are shown. */
export const DEFAULT_THEMES: Readonly<Record<string, ThemeDefinition>> = {
  waiting: {
    names: { es: 'Tiempo de espera', en: 'Waiting time', 'pt-BR': 'Tempo de espera' },
    phrases: {
      es: lines(
        'espera · tardó · tardanza · demora · fila · cola · mucho tiempo · lento · lentitud · nunca contestan · no contestan · -espero que · -lo que esperaba · -de lo que esperaba · -esperaba un pleito · -esperaba lo de siempre · -no esperaba tan',
      ),
      en: lines(
        'waited · on hold · hold music · queue · in line · took too long · took forever · took longer · took all day · slow · delay · hours on the phone · -cannot wait · -waited on me',
      ),
      'pt-BR': lines(
        'espera · demora · fila · muito tempo · lento · lentidão · ninguém atende · não atendem · -espero que · -do que eu esperava · -do que esperava · -não esperava tão',
      ),
    },
  },
  friendliness: {
    names: { es: 'Trato y amabilidad', en: 'Friendliness', 'pt-BR': 'Simpatia e respeito' },
    phrases: {
      es: lines(
        'amable · amabilidad · buen trato · mal trato · excelente trato · mejor trato · me trató · atento · educado · respeto · respetuoso · paciencia · cortesía · calidez · sonrisa · grosero · prepotente · déspota · de malas · mala actitud · buena actitud · disposición · simpático',
      ),
      en: lines(
        'friendly · kind · polite · courteous · rude · attitude · respect · patient · patience · helpful · pleasant · nice · warm · smile · dismissive · unfriendly',
      ),
      'pt-BR': lines(
        'simpático · gentil · educado · atencioso · grosso · grosseiro · mal-educado · respeito · paciência · sorriso · cordial · me tratou · boa vontade',
      ),
    },
  },
  knowledge: {
    names: { es: 'Conocimiento y claridad', en: 'Knowledge and clarity', 'pt-BR': 'Conhecimento e clareza' },
    phrases: {
      es: lines(
        'explicó · claro · claridad · sabe de lo que habla · sabe su trabajo · sabe mucho · no sabe · no sabía · no supo · conoce · profesional · capacitado · dudas · información equivocada · cada quien dice',
      ),
      en: lines(
        'explained · explanation · clear · clearly · knew · knows · knowledge · professional · trained · no idea · had no clue · wrong information · different answer · conflicting',
      ),
      'pt-BR': lines(
        'explicou · claro · clareza · sabe o que faz · não sabe · não soube · conhece · profissional · treinado · dúvida · informação errada · cada um diz',
      ),
    },
  },
  solution: {
    names: { es: 'Solución del asunto', en: 'Getting it solved', 'pt-BR': 'Solução do problema' },
    phrases: {
      es: lines(
        'resolvió · resuelto · resuelve · resolución · solución · sin solución · a la primera · arregló · quedó listo · sigue igual · seguimos igual · mismo problema · otra vez lo mismo · no funcionó · no sirvió',
      ),
      en: lines(
        'solved · resolved · solution · fixed · sorted · first time · still broken · same problem · happened again · still not · not working · did not help',
      ),
      'pt-BR': lines(
        'resolveu · solução · solucionou · de primeira · consertou · continua igual · mesmo problema · de novo o mesmo · não funcionou · não adiantou',
      ),
    },
  },
  billing: {
    names: {
      es: 'Recibo, precio y cobros',
      en: 'Bill, price and charges',
      'pt-BR': 'Conta, preço e cobranças',
    },
    phrases: {
      es: lines(
        'recibo · factura · cobro · cargo · tarifa · precio · caro · pago · importe · saldo · reembolso · devolución · recargo · adeudo',
      ),
      en: lines(
        'bill · invoice · charge · overcharged · price · expensive · payment · pay · paid · fee · refund · balance · tariff',
      ),
      'pt-BR': lines(
        'conta de água · minha conta · a conta · fatura · cobrança · cobraram · tarifa · preço · caro · cara demais · pagamento · pagar · paguei · valor · boleto · reembolso · taxa · multa',
      ),
    },
  },
  outage: {
    names: {
      es: 'Cortes, fugas y presión',
      en: 'Outages, leaks and pressure',
      'pt-BR': 'Falta de água e vazamentos',
    },
    phrases: {
      es: lines(
        'sin agua · sin servicio · falta de agua · no hay agua · no hubo agua · no tenemos agua · corte de agua · el corte · corte del servicio · nos cortaron · me cortaron · cortaron el agua · suspensión · fuga · presión · desabasto · volvió el agua · regresó el agua · el agua volvió · el agua regresó · agua sucia · turbia · drenaje',
      ),
      en: lines(
        'outage · no water · without water · water was off · water is off · water came back · cut off · leak · pressure · dirty water · shut off · no service · burst',
      ),
      'pt-BR': lines(
        'sem água · falta de água · faltou água · não tem água · a água voltou · água voltou · corte de água · o corte · vazamento · pressão · água suja · sem serviço · rompimento · abastecimento',
      ),
    },
  },
  visit: {
    names: { es: 'Visita del técnico', en: 'Technician visit', 'pt-BR': 'Visita do técnico' },
    phrases: {
      es: lines(
        'técnico · visita · cuadrilla · llegó tarde · llegó puntual · puntual · impuntual · no llegó · nunca llegó · no vino · nunca vino · a la hora · cita · horario · dejó limpio · dejó todo limpio · gafete',
      ),
      en: lines(
        'technician · crew · visit · on time · punctual · arrived late · came late · was late · never came · never showed · did not come · no-show · appointment · time slot · left everything clean · clean and tidy',
      ),
      'pt-BR': lines(
        'técnico · técnica que · visita · equipe de campo · pontual · chegou tarde · chegou atrasado · atraso · não veio · não vieram · nunca veio · não apareceu · na hora marcada · hora combinada · agendamento · deixou tudo limpo',
      ),
    },
  },
  follow_up: {
    names: { es: 'Seguimiento y promesas', en: 'Follow-up and promises', 'pt-BR': 'Retorno e promessas' },
    phrases: {
      es: lines(
        'seguimiento · me avisaron · avisaran · no avisaron · nadie avisó · nadie me avisó · quedaron de · prometió · promesa · cumplió · me llamó después · me marcó después · me devolvió la llamada · nunca me llamaron · me dijeron que · insistir · varias veces · tuve que volver · tuve que marcar · de un lado a otro · me pasaron a otra',
      ),
      en: lines(
        'follow up · call back · call me back · promised · let me know · kept me informed · kept me posted · nobody told me · never heard back · had to call again · had to insist · passed around · transferred',
      ),
      'pt-BR': lines(
        'retorno · me avisou · ninguém avisou · avisar · faltou avisar · prometeu · promessa · cumpriu · me ligou depois · ligou de volta · nunca ligaram · ficaram de · insistir · várias vezes · tive que voltar · tive que ligar · de um lado para outro',
      ),
    },
  },
  website: {
    names: {
      es: 'Página, aplicación y robot',
      en: 'Website, app and bot',
      'pt-BR': 'Site, aplicativo e robô',
    },
    phrases: {
      es: lines(
        'página · sitio · portal · aplicación · app · en línea · formulario · contraseña · robot · automático · mensaje automático · menú de opciones · se traba · se cayó · sistema',
      ),
      en: lines(
        'website · site · web page · the page · portal · app · online · form · password · bot · robot · automated · automatic · phone menu · freezes · crashed · the system',
      ),
      'pt-BR': lines(
        'site · página · portal · aplicativo · app · online · formulário · senha · robô · automático · menu de opções · o menu · trava · fora do ar · sistema',
      ),
    },
  },
  paperwork: {
    names: { es: 'Trámites y requisitos', en: 'Paperwork', 'pt-BR': 'Burocracia e documentos' },
    phrases: {
      es: lines(
        'trámite · papeleo · papeles · documentos · requisitos · copias · mis datos · demasiados datos · burocracia · ventanilla · formato',
      ),
      en: lines(
        'paperwork · documents · forms to fill · my details · red tape · bureaucracy · requirements · photocopies · counter window',
      ),
      'pt-BR': lines(
        'burocracia · documento · papelada · requisitos · cópias · meus dados · guichê · exigências · protocolo',
      ),
    },
  },
};
