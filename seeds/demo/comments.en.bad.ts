/** English, the other part: what annoyed people, what failed, and what they make of it. */
import type { Pool } from './phrasebook';

export const snag: Pool = {
  '*': [
    'the process took longer than expected',
    'the system was [slow|down for a while]',
    'I had to give my details twice',
    'nobody let me know when it was done',
  ],
  '*@phone': [
    'I waited {few} minutes',
    'I was on hold for {wait} minutes',
    'the hold music is awful',
    'the phone menu is a maze',
    'the line was bad',
  ],
  '*@live': [
    'there were long gaps between messages',
    'a bot answered first and understood nothing',
    'I waited {wait} minutes for a person',
  ],
  '*@email': ['the reply took {days} days', 'the first reply was automatic'],
  '*@social': ['it took them all day to see my message', 'they asked for my details again in private'],
  '*@web': ['the page freezes on a phone', 'the form wiped everything when I made a mistake'],
  '*@desk': [
    'there was a long queue and one window open',
    'I waited {wait} minutes with my ticket',
    'there is nowhere to park',
  ],
  '*@on_site': [
    'the visit started an hour late',
    'some dirt was left by the door',
    'they gave me an all-day window',
  ],
  billing: ['the bill is still hard to read', 'the credit only shows on the next bill'],
  payment: ['the payment takes three days to show'],
  outage: ['the water came back later than promised', 'a warning beforehand would have helped'],
  visit: ['the next free appointment was {days} days away'],
  new_service: ['they ask for a lot of paperwork'],
  complaint: ['I had to tell the whole story again'],
};

export const failed: Pool = {
  '*': [
    'nobody gave me an actual solution',
    'I’m still [in the same place|without an answer]',
    'everyone tells me something different',
    'I have explained the same thing {times} times now',
  ],
  '*@phone': [
    'they promised to call back and [never did|I’m still waiting]',
    'I was passed to {times} people',
    'I was cut off after {wait} minutes',
  ],
  '*@live': [
    'they closed the chat without solving it',
    'I got the same copied answer {times} times',
    'after {wait} minutes of typing I was told to phone',
  ],
  '*@email': [
    'they took {days} days to answer a question I didn’t ask',
    'I wrote {times} e-mails and got one reply',
  ],
  '*@social': ['all I get is "send us your details" and then silence'],
  '*@web': [
    'the site has said "in progress" for {days} days',
    'my documents were rejected {times} times with no reason',
  ],
  '*@desk': ['I queued {wait} minutes to be sent to another office', 'the window closed when it was my turn'],
  '*@on_site': [
    'they left a hole in the sidewalk',
    'they left without checking that it worked',
    'they came without the right part',
  ],
  billing: [
    'nobody could tell me why the bill went up',
    'I’m still being overcharged {amount}',
    'the correction they promised is not on the bill',
  ],
  payment: [
    'my payment of {amount} is still missing',
    'we were cut off with the bill paid',
    'I was charged twice',
  ],
  outage: [
    'we have had no water in {hood} for {days} days',
    'they said it would be back by evening and it wasn’t',
    'the water truck never came',
  ],
  'leak@remote': [
    'the leak on {street} street has been running for {days} days',
    'I reported the leak {times} times and nobody came',
  ],
  'leak@on_site': ['the leak was back two days later', 'they patched it and it still drips'],
  repair: ['the repair lasted two days', 'they fixed one thing and broke another'],
  visit: [
    'the technician never showed up',
    'I waited in all {weekday} and nobody came',
    'they say nobody was home, and I was home all day',
  ],
  meter: ['the meter runs with everything shut off', 'they read the neighbor’s meter instead of ours'],
  new_service: [
    'I have been waiting {days} days for a connection I paid for',
    'each time they ask for a different paper',
  ],
  complaint: [
    'my complaint has been open for {months} months',
    'they closed my complaint without calling me',
  ],
  information: [
    'I was given the wrong requirements and wasted a trip',
    'what I was told doesn’t match the website',
  ],
};

export const wholeMixed: Pool = {
  '*': [
    '{name} tries, the company doesn’t help.',
    'Friendly, but I left with more questions than I had.',
    'Fine, nothing special.',
    'They tried. The rules are what they are.',
    'Good attitude, no authority to fix anything.',
    'I got an answer, just not to the question that matters.',
    'Half solved. If the other half gets done I’ll change my rating.',
    'Polite, but reading from a script.',
  ],
  '*@phone': ['Long wait for a one-minute answer.'],
  '*@live': ['Quick replies but very generic.'],
  '*@desk': ['Quick at the window, slow to get there.'],
  '*@on_site': ['The job is done, so is my flower bed.'],
  billing: ['They explained the bill. I still have to pay it.'],
  complaint: ['They listened. Now let’s see if they act.'],
};

export const wholeBad: Pool = {
  '*': [
    'Sounded annoyed that I asked.',
    'Rushed me and didn’t let me finish.',
    'Kept repeating "that’s what the system says".',
    'Manners yes, solution no. I needed the solution.',
    'Answered a different question from the one I asked.',
  ],
  '*@phone': ['Put me on hold for {wait} minutes, came back to say it couldn’t be done.'],
  '*@live': ['Copy and paste all the way. Felt like talking to a wall.'],
  '*@desk': ['On the phone with someone else while I was explaining.'],
  '*@on_site': ['Came, looked, said it wasn’t {e:his|her} job and left.'],
  outage: ['"I don’t have that information" is not customer service.'],
};

export const wholeAwful: Pool = {
  '*': [
    'Rude from the first word.',
    'Treated me as if it were my fault.',
    '{days} days and not one person can give me an answer.',
    'I have been dealing with this for {months} months. I give up.',
  ],
  '*@phone': ['Hung up on me. Just hung up.'],
  '*@live': ['Closed the chat in the middle of my question and then sent me this survey.'],
  '*@on_site': ['Broke the tap, said it was like that, left.'],
  billing: ['A bill of {amount} for an empty house and the answer was "pay first, ask later".'],
  payment: ['Paid, have the receipt, and still got cut off.'],
  outage: ['No water since {weekday} with a baby at home.'],
  visit: ['The technician never showed up. Third time.'],
};
