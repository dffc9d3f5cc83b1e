// After a break-up one passed the other's picture on: the child-on-child abuse
// policy applies (8.15, SG10); the criteria come first (D1).
import { Incident, inDays, nine, rung } from '../incident.mjs';
import { look } from '../lib.mjs';

export default async function story({ site, teacher, dsl, head, executive, step, ends }) {
    let it, robin, alex, kim;

    await step('another pupil tells the teacher, who reports it', async () => {
        it = await Incident.report(teacher, site, {
            about: 'Robin Example and Alex Sample, 10A', how: 'other',
            told: 'A friend of Robin said that Alex sent a picture of Robin to Kim after they broke up on Sunday. Kim told Alex off and told the friend.',
        });
        await it.open(dsl);
    });

    await step('three pupils, each with their part', async () => {
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted', 'sent'], age: '15', 'year-group': 'Year 10, 10A' });
        alex = await it.add(dsl, 'Alex Sample', 'pupil', { parts: ['received', 'shared_on'], age: '15', 'year-group': 'Year 10, 10A' });
        kim = await it.add(dsl, 'Kim Specimen', 'pupil', { parts: ['received'], age: '15', 'year-group': 'Year 10, 10B' });
        await it.review(dsl, 'Hannah Whitlock, DSL\nPriya Marsh, form tutor', nine({
            a: ['no', 'Robin is upset and with a friend.'], b: ['no', 'To be looked at again after the accounts.'], c: ['no', 'Kim’s account is enough.'],
            d: ['yes', 'Whether it went further than Kim.'], e: ['no', 'To Kim alone, as far as is known.'], f: ['no', 'Nothing is online.'],
            g: ['yes', 'Robin and Alex share most lessons.'], h: ['no', 'Our school only.'], i: ['yes', 'Each family separately, today.'],
        }));
    });

    await step('each of the three is heard on their own', async () => {
        await it.hear(dsl, robin, { 'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“I ended it and then this. I sent it when we were good.”', observed: 'Tearful, then angry.' });
        await it.hear(dsl, alex, { 'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“I was angry for an hour. I know it was wrong. Kim only.”', observed: 'Ashamed.' });
        await it.hear(dsl, kim, { 'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“I told Alex it was not on. I deleted it there and then.”' });
    });

    await step('no criterion applies, and the policy points to SG10', async () => {
        await it.assess(dsl, {
            kinds: ['nudes_shared'], platforms: 'A chat app', adult: 'no', consensual: 'no', malice: 'yes', conflict: 'yes',
            category: 'aggravated.intent_to_harm', 'category-why': 'Passed on in anger after a break-up.',
            qa: 'In anger.', qb: 'Made and sent freely. Passed on without asking.', qc: 'Yes, to Kim.', qd: 'Yes, once.', qe: 'No.', qf: 'Kim says it is gone.', qg: 'All 15.', qh: 'To one.', qi: 'Nothing known.', qj: 'None.',
        });
        await it.says(dsl, '/risk', 'child-on-child abuse policy (SG10)', '8.15');
        await look(dsl, 'break-up-risk');
    });

    await step('that it is handled under SG10 is recorded, with reasons', async () => {
        await it.record(dsl, '/route', { route: 'sg10', why: 'It came from a break-up, and passing it on was meant to hurt.', 'agreed-with': 'Grace Lindqvist, Headteacher' });
        await it.says(dsl, '/chronology', 'Handled under another policy');
    });

    await step('managed in school under SG10, with two signatures', async () => {
        await it.propose(dsl, {
            choice: 'manage_in_school', why: 'One message to one person, in anger, regretted within the hour. SG10 is followed beside this.',
            best: 'Robin wants Alex to understand, and not to sit beside Alex for now.', instead: 'Seats changed; a restorative meeting if Robin wants it; work with Alex under SG10.',
            change: 'A further copy, a further message, or any fear on Robin’s side.', confident: true, talked: true,
        });
        await it.sign(head, 'Agreed. I lead the part of SG10.');
        await it.sign(executive, 'Agreed, with the seats changed today.');
    });

    await step('each is supported, each family told', async () => {
        await it.talk(dsl, robin, { points: ['9.4a', '9.4c', '9.4d', '9.4f', '9.4g'], wishes: '“I want other seats, and an apology that is meant.”', promised: 'Other seats from tomorrow', 'promised-by': inDays(1) });
        await it.talk(dsl, alex, { points: ['9.4d', '9.4e', '9.4f', '9.4g'], wishes: '“I want to say sorry, if Robin lets me.”' });
        await it.talk(dsl, kim, { points: ['9.4a', '9.4f'], wishes: '“Nothing. I am glad I said something.”' });
        await it.advise(dsl, alex, '9.7', ['1', '2', '3']);
        await it.advise(dsl, kim, '9.6', ['1']);
        await it.tellParents(dsl, robin, { ...rung('Jo Example, parent'), 'parent-said': 'Want the seats changed.' });
        await it.tellParents(dsl, alex, { ...rung('Sam Sample, parent'), given: ['10.6a', '10.6b'], 'parent-said': 'Will talk with Alex tonight.' });
        await it.tellParents(dsl, kim, { ...rung('Lee Specimen, parent'), given: ['10.5a'], 'parent-said': 'Proud of Kim.' });
    });

    await step('both copies are confirmed as deleted', async () => {
        await it.copyKnown(dsl, { holds: 'Alex Sample', store: 'phone' });
        await it.copyStep(dsl, { steps: ['reminded', 'asked', 'warned', 'parents'], deadline: inDays(1), result: 'confirmed', 'result-how': 'Alex and a parent, at home, by telephone.' });
        await it.copyKnown(dsl, { holds: 'Kim Specimen', store: 'chat' });
        await it.copyStep(dsl, { steps: ['reminded', 'asked', 'parents'], deadline: inDays(1), result: 'confirmed', 'result-how': 'Kim said so in front of a parent.' });
    });

    await ends(dsl, it, 'Grace Lindqvist, Headteacher', 'The part of SG10.');
}
