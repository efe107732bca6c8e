/** English, the good part: what people did well and how customers thank them. */
import type { Pool } from './phrasebook';

export const subjects: readonly string[] = [
  '{name}',
  '{name}',
  '{name}',
  '{e:he|she}',
  'the {e:guy|lady} who helped me',
  'the person I dealt with',
];

export const open: readonly string[] = [
  '[Excellent|Great|Wonderful] service.',
  'Very happy with this.',
  'Just wanted to say thanks.',
  'Pleasantly surprised.',
  'I was expecting a fight and got help instead.',
];

export const praise: Pool = {
  '*': [
    'was [very|really|super] [kind|patient|friendly|helpful]',
    'was polite from start to finish',
    'listened [without interrupting|properly before answering]',
    'took the time to [understand my case|explain everything]',
    'clearly knows the job',
    'was clear and to the point',
    'put up with my bad Spanish and never rushed me',
    'switched to English without making me feel awkward',
    'treated me with respect',
  ],
  '*@written': ['wrote like a person, not a bot', 'was quick and courteous'],
  '*@desk': ['greeted me with a smile', 'was calm even with a long queue behind me'],
  '*@on_site': [
    'was respectful of our home',
    'introduced {e:himself|herself} and explained what would happen',
  ],
};

export const did: Pool = {
  '*': [
    'sorted everything out [the first time|quicker than I expected|without any fuss]',
    'answered all my questions',
    'did exactly what was promised',
    'didn’t make me repeat my story',
    'told me honestly how long it would take',
  ],
  '*@phone': [
    'called me back exactly when {e:he|she} said {e:he|she} would',
    'stayed on the line until it was fixed',
    'picked up [on the second ring|in under {few} minutes]',
    'didn’t bounce me between departments',
  ],
  '*@live': [
    'replied in [seconds|less than {few} minutes]',
    'stayed with me until it was done',
    'actually read what I had already written',
  ],
  '*@email': ['replied [the same day|within two hours] and covered every point'],
  '*@social': ['saw my post and messaged me with a real answer'],
  '*@web': ['unblocked my online application', 'checked my upload and told me one page was missing'],
  '*@desk': [
    'had me in and out in {few} minutes',
    'helped me fill in the form in Spanish',
    'made the copy I was missing',
  ],
  '*@on_site': [
    'arrived [on time|when they said|a bit early]',
    'called ahead to say {e:he|she} was on the way',
    'left everything clean',
    'showed me the broken part and where the shut-off valve is',
  ],
  billing: [
    'explained the bill line by line',
    'found a {amount} overcharge and corrected it',
    'went through my readings for the last {months} months',
    'cleared up why the bill had jumped',
    'removed a late fee that wasn’t ours',
  ],
  payment: [
    'found my missing payment of {amount}',
    'set up a payment plan in {months} parts',
    'made sure we weren’t cut off over a payment we had already made',
    'showed me how to pay from a foreign card',
  ],
  outage: [
    'told me when the water would be back, and it was',
    'explained what had burst and how long it would take',
    'got a water truck out to our building',
  ],
  'outage@remote': ['logged the outage in {hood} and kept me posted'],
  'outage@on_site': ['found a closed valve and got us running again'],
  'leak@remote': [
    'sent a crew the same day',
    'told me how to shut the water off while we waited',
    'logged the leak on {street} street as urgent',
  ],
  'leak@on_site': [
    'found the leak in {few} minutes',
    'fixed the leak and patched the sidewalk',
    'replaced the whole section instead of patching it',
  ],
  repair: [
    'fixed it first time',
    'did [tidy|first-class|careful] work',
    'tested everything twice before leaving',
  ],
  visit: [
    'got me a visit for the next day',
    'moved my appointment and the technician showed up',
    'tracked down the technician for me',
  ],
  meter: [
    'showed me how to read the meter',
    'got the meter checked without me having to push',
    'fixed the mix-up with our neighbor’s meter',
  ],
  'meter@on_site': ['changed the meter in {few} minutes', 'tested the meter in front of me'],
  new_service: [
    'told me exactly which papers to bring',
    'made the new contract easy',
    'explained every fee for the connection',
  ],
  'new_service@on_site': ['connected the new line in one morning'],
  complaint: [
    'took my complaint seriously',
    'apologized and actually fixed it',
    'gave me a name and a date, and kept to it',
  ],
  information: [
    'explained the whole procedure in one go',
    'helped me set up the app',
    'explained how to change the name on the account',
  ],
};

export const wholeGreat: Pool = {
  '*': [
    'I don’t usually fill these in, but {name} earned it.',
    'As a foreigner this stuff is intimidating. {name} made it easy.',
    'If everyone were like {name} you wouldn’t need surveys.',
    'Best customer service I’ve had in Mexico.',
    'Clear, quick, kind. What else is there?',
    'I expected to be sent in circles and {name} sorted it in {few} minutes.',
    'Honestly better than the water company back home.',
    'My Spanish is terrible and nobody made me feel bad about it.',
    '{name} did more than {e:he|she} had to. Please tell {e:his|her} boss.',
    'I’m {old} and not good with this. {name} was very patient with me.',
  ],
  '*@phone': ['The call dropped and {name} rang me back. Nobody does that.'],
  '*@live': ['Thought it was a bot, turned out to be {name}, who fixed it 😂'],
  '*@email': ['I wrote an essay and {name} answered every single point.'],
  '*@desk': ['Came with the wrong papers and still left with everything done.'],
  '*@on_site': ['Came, looked, fixed it, swept up. Brilliant.', 'Even our dogs liked {name}. Great job.'],
  billing: ['The bill was {amount} and I nearly fainted. {name} found a bad reading and fixed it.'],
  outage: ['No water since {weekday} and {name} was the only one who told me the truth about it.'],
  complaint: ['Wanted to complain, ended up saying thanks.'],
};

export const wholeGood: Pool = {
  '*': [
    'Good help from {name}, the process itself is a bit long.',
    'Got it done, which is what matters.',
    'Fine. Four because I had to ask twice.',
    'Friendly and competent. The system was slow, not {name}.',
  ],
  '*@phone': ['Nice once they picked up. The menu goes on forever.'],
  '*@live': ['Good, just a little slow between messages.'],
  '*@desk': ['Good service, nowhere to park.'],
  '*@on_site': ['Good work, half an hour late but called ahead.'],
  billing: ['I understand the bill now. Still think it’s expensive.'],
};
