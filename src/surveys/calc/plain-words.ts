/**
 * The words that plain-language hints look for, per language. Written without their endings where `*` stands. A list is
 * short on purpose: a hint that is wrong half of the time is not read the other half.
 */
import type { Locale, Tone } from '../../kernel';

export interface PlainWords {
  /** Aspects of service that are judged one by one: two of them joined are two questions. */
  readonly aspects: string;
  /** How service can be: two of them joined are two questions. */
  readonly qualities: string;
  /** Words that join. */
  readonly and: string;
  /** Words and turns that put the answer into the customer's mouth. */
  readonly leading: string;
  readonly negations: string;
  /** Words that leave no room: hardly anything is always so. */
  readonly absolutes: string;
  /** Words of our trade, and words for show. */
  readonly jargon: string;
  /** What a question starts with. */
  readonly interrogatives: string;
}

export const PLAIN_WORDS: Readonly<Record<Locale, PlainWords>> = {
  es: {
    aspects:
      'rapidez|velocidad|amabilidad|trato|claridad|calidad|precio|atención|servicio|producto|puntualidad|limpieza|' +
      'comodidad|facilidad|conocimiento*|profesionalismo|seguimiento|solución|respuesta|instalacion*|personal|entrega',
    qualities:
      'rápid*|ágil*|fácil*|sencill*|clar[oa]s?|amable*|cortés|corteses|útil*|eficaz|eficaces|eficiente*|puntual*|' +
      'complet[oa]s?|profesional*|atent[oa]s?|respetuos[oa]s?|suficiente*|cómod[oa]s?|barat[oa]s?|seri[oa]s?|rápidamente|' +
      'amablemente|claramente|bien',
    and: 'y|e',
    leading:
      'excelente*|increíble*|maravillos*|fantástic*|magnífic*|estupend*|extraordinari*|perfect[oa]s?|inmejorable*|' +
      'no cree*|no le parece|no te parece|verdad que|cierto que|seguramente|obviamente|por supuesto|como sabe*|' +
      'estará de acuerdo|estarás de acuerdo|coincide* en que|cuánto (le|te) gustó|cuánto disfrut*|nuestro gran|' +
      'lamentable*|pésim*|terrible*|horrible*',
    negations: 'no|nunca|jamás|ningún|ninguna|ninguno|nadie|tampoco',
    absolutes:
      'siempre|nunca|jamás|todos los|todas las|todo el mundo|nadie|absolutamente|totalmente|completamente|por completo',
    jargon:
      'touchpoint*|punto* de contacto|csat|nps|ces|sla|kpi|ticket*|feedback|stakeholder*|omnicanal*|onboarding|' +
      'proactiv*|sinergia*|optimiza*|empodera*|implementa*|customer experience|user experience|' +
      'valor agregado|resolución en primer contacto|agente asignad*|journey|interacción|interacciones',
    interrogatives:
      'qué|cómo|cuál|cuáles|cuánto|cuánta|cuántos|cuántas|quién|quiénes|dónde|cuándo|por qué|para qué|hay',
  },
  en: {
    aspects:
      'speed|friendliness|courtesy|clarity|quality|price|attention|service|product|products|punctuality|cleanliness|' +
      'comfort|ease|knowledge|professionalism|solution|answer|staff|delivery|facilities',
    qualities:
      'fast|quick|quickly|easy|simple|clear|clearly|friendly|kind|polite|helpful|useful|efficient|effective|punctual|' +
      'complete|professional|attentive|respectful|comfortable|cheap|well',
    and: 'and',
    leading:
      'excellent|amazing|incredible|wonderful|fantastic|outstanding|world-class|great|best-in-class|awful|terrible|' +
      "horrible|don't you|wouldn't you|isn't it|don't you think|wouldn't you agree|would you agree|as you know|of course|" +
      'surely|obviously|how much did you (enjoy|love|like)|how great|how satisfied were you with our great',
    negations:
      "not|never|no|none|nobody|neither|nor|didn't|don't|doesn't|wasn't|weren't|couldn't|can't|won't",
    absolutes: 'always|never|everyone|everybody|nobody|no one|every time|absolutely|totally|completely',
    jargon:
      'touchpoint*|csat|nps|ces|sla|kpi|ticket*|leverage*|utilize*|utilise*|facilitate*|proactive*|stakeholder*|' +
      'omnichannel|seamless*|holistic*|onboarding|synerg*|end-to-end|first contact resolution|first-contact resolution|' +
      'interaction|interactions|customer journey|actionable|value-added|optimi[sz]e*',
    interrogatives:
      'what|which|who|whom|whose|where|when|why|how|did|do|does|was|were|is|are|would|will|could|can|should|has|have',
  },
  'pt-BR': {
    aspects:
      'rapidez|velocidade|gentileza|simpatia|clareza|qualidade|preço|atenção|atendimento|serviço|produto|pontualidade|' +
      'limpeza|conforto|facilidade|conhecimento*|profissionalismo|solução|resposta|instalações|equipe|entrega',
    qualities:
      'rápid[oa]s?|ágil|ágeis|fácil|fáceis|simples|clar[oa]s?|gentil|gentis|simpátic[oa]s?|útil|úteis|eficaz|eficazes|' +
      'eficiente*|pontual|pontuais|complet[oa]s?|profissional|profissionais|atencios[oa]s?|respeitos[oa]s?|' +
      'confortáve*|barat[oa]s?|rapidamente|claramente|bem',
    and: 'e',
    leading:
      'excelente*|incríve*|maravilhos*|fantástic*|magnífic*|extraordinári*|perfeit[oa]s?|não acha*|não concorda*|' +
      'não é verdade|não é mesmo|certamente|obviamente|com certeza|claro que|como você sabe|concorda que|' +
      'quanto você (gostou|adorou)|o quanto gostou|nosso grande|péssim*|terríve*|horríve*|lamentáve*',
    negations: 'não|nunca|jamais|nenhum|nenhuma|ninguém|nem|tampouco',
    absolutes:
      'sempre|nunca|jamais|todos os|todas as|todo mundo|ninguém|absolutamente|totalmente|completamente|por completo',
    jargon:
      'touchpoint*|ponto* de contato|csat|nps|ces|sla|kpi|ticket*|feedback|stakeholder*|omnicanal*|omnichannel|' +
      'onboarding|proativ*|sinergia*|otimiza*|empodera*|implementa*|customer experience|user experience|valor agregado|' +
      'resolução no primeiro contato|jornada do cliente|interação|interações',
    interrogatives:
      'o que|qual|quais|como|quanto|quanta|quantos|quantas|quem|onde|quando|por que|para que|há',
  },
};

/** Words that address the customer in one tone of Spanish only. What several tones share is not among them. */
export const TONE_WORDS: Readonly<Record<Tone, string>> = {
  usted:
    'usted|consigo|cuéntenos|díganos|elija|marque|califique|responda|describa|escriba|seleccione|indíquenos|' +
    'evalúe|explíquenos|ayúdenos|escríbanos|quisiera contarnos|le (atend|apoy|ayud|explic|gust|resolv|respond|trat|' +
    'escuch|inform|ofrec|cobr|sirv|result|parec|entreg|pregunt|salud|cost)\\p{L}*',
  tu:
    'tú|ti|contigo|quieres|puedes|tienes|eres|crees|piensas|prefieres|sientes|recuerdas|dinos|cuéntanos|elige|' +
    'explícanos|ayúdanos|escríbenos|indícanos',
  vos:
    'vos|querés|podés|tenés|sos|creés|pensás|preferís|sentís|recordás|contanos|decinos|elegí|marcá|calificá|respondé|' +
    'describí|escribí|seleccioná|indicanos|evaluá|explicanos|ayudanos|escribinos|pensá',
};

/** Shared by the two familiar tones. */
export const FAMILIAR_WORDS = 'te|tu|tus|tuyo|tuya|tuyos|tuyas';

/** "você" and "o senhor, a senhora" do not go together. */
export const PORTUGUESE_TONES = { plain: 'você|vocês', formal: 'o senhor|a senhora' } as const;
