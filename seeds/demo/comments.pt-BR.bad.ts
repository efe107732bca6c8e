/** Brazilian Portuguese, the other part: what annoyed people, what failed, and what they make of it. */
import type { Pool } from './phrasebook';

export const snag: Pool = {
  '*': [
    'demorou mais do que eu esperava',
    'o sistema estava [lento|fora do ar]',
    'tive que passar meus dados duas vezes',
    'ninguém avisou quando ficou pronto',
  ],
  '*@phone': [
    'esperei {few} minutos',
    'fiquei {wait} minutos na espera',
    'a musiquinha é insuportável',
    'o menu é um labirinto',
  ],
  '*@live': [
    'demorava entre uma mensagem e outra',
    'primeiro veio o robô, que não entende nada',
    'esperei {wait} minutos por uma pessoa',
  ],
  '*@email': ['a resposta levou {days} dias', 'a primeira resposta foi automática'],
  '*@social': ['levaram o dia todo para ver a mensagem'],
  '*@web': ['a página trava no celular', 'o formulário apagou tudo'],
  '*@desk': [
    'tinha muita fila e só um guichê aberto',
    'esperei {wait} minutos com a senha na mão',
    'não tem onde estacionar',
  ],
  '*@on_site': [
    'a visita começou com uma hora de atraso',
    'ficou um pouco de terra na entrada',
    'deram um horário do dia inteiro',
  ],
  billing: ['a conta continua difícil de entender'],
  payment: ['o pagamento leva três dias para aparecer'],
  outage: ['a água voltou mais tarde do que disseram', 'faltou avisar antes'],
  visit: ['a visita ficou para daqui a {days} dias'],
  new_service: ['pedem documento demais'],
  complaint: ['tive que contar tudo desde o começo'],
};

export const failed: Pool = {
  '*': [
    'ninguém me deu uma solução',
    'continuo [na mesma|sem resposta]',
    'cada um fala uma coisa',
    'já expliquei a mesma coisa {times} vezes',
  ],
  '*@phone': [
    'prometeram ligar e [até agora nada|não ligaram]',
    'me passaram para {times} pessoas',
    'a ligação caiu depois de {wait} minutos',
  ],
  '*@live': ['encerraram a conversa sem resolver', 'mandaram a mesma resposta pronta {times} vezes'],
  '*@email': ['levaram {days} dias para responder outra coisa', 'mandei {times} e-mails e responderam um'],
  '*@social': ['só mandam "envie seus dados" e somem'],
  '*@web': [
    'o site diz "em andamento" há {days} dias',
    'recusaram meus documentos {times} vezes sem dizer por quê',
  ],
  '*@desk': [
    'fiquei {wait} minutos na fila para me mandarem a outro lugar',
    'fecharam o guichê na minha vez',
  ],
  '*@on_site': ['deixaram um buraco na calçada', 'foram embora sem testar', 'vieram sem a peça certa'],
  billing: [
    'ninguém soube explicar por que a conta subiu',
    'continuam cobrando {amount} a mais',
    'a correção que prometeram não veio na conta',
  ],
  payment: [
    'meu pagamento de {amount} não aparece',
    'cortaram a água com a conta paga',
    'cobraram duas vezes',
  ],
  outage: [
    'estamos há {days} dias sem água em {hood}',
    'disseram que a água voltava à noite e não voltou',
    'o caminhão-pipa nunca veio',
  ],
  'leak@remote': [
    'o vazamento da rua {street} está lá há {days} dias',
    'avisei do vazamento {times} vezes e ninguém veio',
  ],
  'leak@on_site': ['dois dias depois o vazamento voltou', 'fizeram um remendo e continua pingando'],
  repair: ['o conserto durou dois dias', 'arrumaram uma coisa e quebraram outra'],
  visit: ['o técnico não apareceu', 'esperei a {weekday} inteira e ninguém veio'],
  meter: ['o hidrômetro gira com tudo fechado', 'leram o hidrômetro do vizinho'],
  new_service: ['espero há {days} dias uma ligação que já paguei', 'cada vez pedem um papel diferente'],
  complaint: ['minha reclamação está aberta há {months} meses', 'fecharam a reclamação sem me ligar'],
  information: ['me passaram a lista de documentos errada e perdi a viagem'],
};

export const wholeMixed: Pool = {
  '*': [
    '{e:O|A} {name} se esforça, a empresa não ajuda.',
    'Atendimento bom, solução ainda não.',
    'Normal, nada de mais.',
    'Boa vontade tem, falta poder resolver.',
    'Me responderam, só não o que eu precisava saber.',
    'Resolveu pela metade. Se resolver o resto eu mudo a nota.',
  ],
  '*@phone': ['Muita espera para uma resposta de um minuto.'],
  '*@live': ['Resposta rápida, mas muito genérica.'],
  '*@desk': ['Rápido no guichê, lento para chegar nele.'],
  '*@on_site': ['O serviço ficou pronto, a sujeira também.'],
  complaint: ['Me ouviram. Agora é ver se fazem alguma coisa.'],
};

export const wholeBad: Pool = {
  '*': [
    'Parecia que eu estava pedindo um favor.',
    'Me atendeu com pressa e não me deixou terminar.',
    'Só repetia "é o que está no sistema".',
    'Educação teve, solução não.',
    'Respondeu outra coisa que eu não perguntei.',
  ],
  '*@phone': ['Me deixou {wait} minutos na espera e voltou para dizer que não dava.'],
  '*@live': ['Tudo copiado e colado. Parecia falar com uma parede.'],
  '*@desk': ['Ficava no celular enquanto eu explicava.'],
  '*@on_site': ['Veio, olhou, disse que não era com {e:ele|ela} e foi embora.'],
};

export const wholeAwful: Pool = {
  '*': [
    'Falta de educação do começo ao fim.',
    'Me tratou como se a culpa fosse minha.',
    'Há {days} dias ninguém consegue me dar uma resposta.',
    'Estou há {months} meses nisso. Desisto.',
  ],
  '*@phone': ['Desligou na minha cara.'],
  '*@live': ['Encerrou a conversa no meio da minha pergunta e ainda mandam pesquisa.'],
  payment: ['Paguei, tenho o comprovante, e cortaram assim mesmo.'],
  outage: ['Sem água desde {weekday} com um bebê em casa.'],
  visit: ['O técnico não veio. Terceira vez.'],
};
