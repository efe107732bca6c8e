/** Brazilian Portuguese, the good part: what people did well and how customers thank them. */
import type { Pool } from './phrasebook';

export const subjects: readonly string[] = [
  '{e:o|a} {name}',
  '{e:o|a} {name}',
  '{name}',
  '{e:o rapaz|a moça} que me atendeu',
  'quem me atendeu',
];

export const open: readonly string[] = [
  '[Ótimo|Excelente] atendimento.',
  'Fiquei {c:surpreso|surpresa}.',
  'Só quero agradecer.',
  'Parabéns pela equipe.',
];

export const praise: Pool = {
  '*': [
    'foi [muito|super] gentil',
    'foi {e:muito atencioso|muito atenciosa}',
    'teve [muita|toda a] paciência comigo',
    'me tratou com [respeito|carinho|muita educação]',
    'me ouviu [sem interromper|com atenção]',
    'explica [muito bem|com calma|de um jeito que a gente entende]',
    'entendeu meu portunhol e não me apressou',
    'sabe o que faz',
    'foi super gente boa',
  ],
  '*@written': ['escreveu como gente, não como robô'],
  '*@desk': ['me recebeu com um sorriso'],
  '*@on_site': ['teve o maior cuidado com a casa', 'se apresentou e explicou o que ia fazer'],
};

export const did: Pool = {
  '*': [
    'resolveu tudo [de primeira|mais rápido do que eu esperava|sem enrolação]',
    'tirou todas as minhas dúvidas',
    'cumpriu o que prometeu',
    'não me fez repetir a história toda',
    'falou a verdade sobre o prazo',
  ],
  '*@phone': [
    'me ligou de volta na hora combinada',
    'ficou na linha até resolver',
    'atendeu [no segundo toque|em menos de {few} minutos]',
  ],
  '*@live': [
    'respondeu em [segundos|menos de {few} minutos]',
    'ficou comigo na conversa até dar certo',
    'leu o que eu já tinha escrito',
  ],
  '*@email': ['respondeu no mesmo dia, ponto por ponto'],
  '*@social': ['viu meu comentário e me chamou com uma resposta de verdade'],
  '*@web': ['destravou meu pedido on-line'],
  '*@desk': [
    'me atendeu em {few} minutos',
    'me ajudou a preencher o formulário em espanhol',
    'tirou a cópia que faltava',
  ],
  '*@on_site': [
    'chegou [no horário|na hora marcada]',
    'avisou que estava a caminho',
    'deixou tudo limpo',
    'mostrou a peça com defeito',
  ],
  billing: [
    'me explicou a fatura linha por linha',
    'achou uma cobrança de {amount} a mais e corrigiu',
    'conferiu minhas leituras dos últimos {months} meses',
    'explicou por que a conta subiu',
  ],
  payment: [
    'achou meu pagamento de {amount}',
    'parcelou em {months} vezes sem complicação',
    'evitou o corte de uma conta que eu já tinha pago',
  ],
  outage: [
    'disse quando a água ia voltar, e voltou',
    'explicou o que tinha estourado e quanto ia demorar',
    'conseguiu um caminhão-pipa para o prédio',
  ],
  'outage@on_site': ['achou o registro fechado e a água voltou'],
  'leak@remote': ['mandou a equipe no mesmo dia', 'me ensinou a fechar o registro enquanto a equipe chegava'],
  'leak@on_site': ['achou o vazamento em {few} minutos', 'consertou o vazamento e arrumou a calçada'],
  repair: ['consertou de primeira', 'fez um serviço [muito limpo|caprichado|de primeira]'],
  visit: ['conseguiu a visita para o dia seguinte', 'remarcou o técnico e ele veio mesmo'],
  meter: ['me ensinou a ler o hidrômetro', 'pediu a verificação do hidrômetro sem eu insistir'],
  'meter@on_site': ['trocou o hidrômetro em {few} minutos'],
  new_service: ['disse exatamente quais documentos levar', 'facilitou o contrato da casa nova'],
  'new_service@on_site': ['fez a ligação nova em uma manhã'],
  complaint: ['levou a minha reclamação a sério', 'pediu desculpas e resolveu', 'deu um prazo e cumpriu'],
  information: ['explicou o processo inteiro de uma vez', 'me ajudou a usar o aplicativo'],
};

export const wholeGreat: Pool = {
  '*': [
    'Não costumo responder pesquisa, mas {e:o|a} {name} merece.',
    'Morar fora já é difícil; {e:o|a} {name} facilitou muito a minha vida.',
    'Se todo mundo fosse como {e:o|a} {name}, não precisava de pesquisa.',
    'Atendimento humano, coisa rara hoje em dia.',
    'Achei que iam me enrolar e resolveram em {few} minutos.',
    'Tenho {old} anos e {e:o|a} {name} me explicou tudo com calma.',
    'Melhor que muita empresa no Brasil, viu.',
    'Claro, rápido e educado. Precisa de mais?',
  ],
  '*@phone': ['A ligação caiu e {e:o|a} {name} me ligou de volta. Ninguém faz isso.'],
  '*@live': ['Achei que era robô e era {e:o|a} {name}, que resolveu tudo kkk'],
  '*@on_site': ['Chegou, olhou, consertou e ainda varreu. Nota dez.'],
  '*@desk': ['Cheguei com os papéis errados e saí com tudo resolvido.'],
  billing: [
    'A conta veio {amount}, quase caí pra trás. {e:O|A} {name} viu que a leitura estava errada e corrigiu.',
  ],
  outage: ['Sem água desde {weekday} e só {e:o|a} {name} me falou a verdade.'],
  complaint: ['Queria reclamar e acabei agradecendo.'],
};

export const wholeGood: Pool = {
  '*': [
    'Bom atendimento, o sistema é que é lento.',
    'Resolveu, é o que importa.',
    'Bom. Dou 4 porque precisei insistir uma vez.',
    'Gostei d{e:o|a} {name}; o processo é que é comprido.',
  ],
  '*@phone': ['Bom depois que atenderam. O menu não acaba nunca.'],
  '*@live': ['Bom, só demorou um pouco entre uma mensagem e outra.'],
  '*@desk': ['Bom atendimento, difícil é estacionar.'],
  '*@on_site': ['Bom serviço, atrasou meia hora mas avisou.'],
  billing: ['Agora entendi a conta. Continuo achando cara.'],
};
