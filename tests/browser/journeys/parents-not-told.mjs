// The police ask the school not to tell the parents yet: recorded with agency,
// person, time, advice and a day to look again; when they agree, the parents
// are told (10.1, D2), as the child wanted (10.2, D7).
import { Incident, inDays, nine, rung } from '../incident.mjs';
import { look } from '../lib.mjs';

export default async function story({ site, teacher, dsl, step, ends }) {
    let it, robin;

    await step('a pupil speaks, and is afraid of what happens at home', async () => {
        it = await Incident.report(teacher, site, {
            about: 'Robin Example, 10D', known: ['pressure', 'adult'],
            told: 'Robin said that a relative has pictures and threatens to show them. Robin asked twice that nobody rings home.',
        });
        await it.open(dsl);
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted'], age: '14', 'year-group': 'Year 10, 10D' });
        await it.add(dsl, 'A relative of Robin', 'adult', { parts: ['received'] });
    });

    await step('police and social care are told before anybody rings home', async () => {
        await it.assess(dsl, { c89a: 'yes', c89b: 'yes', c89f: 'yes', kinds: ['image_based_abuse'], adult: 'yes', category: 'aggravated.adult', qj: 'Yes: the person lives close by.', qg: 'Robin is 14.' },
            'Save and record the referral');
        await it.refer(dsl, { to: 'police', method: 'telephone', 'spoke-to': 'Child protection unit, sergeant on duty', reference: 'Log 591', shared: 'What Robin said.' });
        await it.refer(dsl, { to: 'cscs', method: 'telephone', 'spoke-to': 'Duty social worker', reference: 'CS-4002', shared: 'What Robin said, and what the police advised.' });
        await it.confirmInWriting(dsl, 'Children’s social care', { method: 'form', reference: 'CS-4002' });
    });

    await step('a delay that nobody advised is recorded, and warned of', async () => {
        await it.putOffParents(dsl, robin, { reason: 'Robin is afraid.' });
        await it.says(dsl, '/parents', 'agency');
        await look(dsl, 'not-told-incomplete');
    });

    await step('with agency, person, advice and a day to look again it stands', async () => {
        await it.putOffParents(dsl, robin, { to: 'police', 'spoke-to': 'Sergeant on duty, child protection unit', advised: 'Tell nobody of the family until an officer has been there. They ring the school.',
            reason: 'The person lives close by and could learn of it.', next: inDays(1, '10am') });
        await it.says(dsl, '/parents', 'Put off on the advice of: Police');
    });

    await step('what Robin wants is asked', async () => {
        await it.parentWishes(dsl, robin, { wish: '“Tell mum, when he is not there. Not on the phone.”', updates: 'yes', competent: 'yes', 'competent-why': 'Clear about what could happen, and why.', next: inDays(14, '') });
        await it.hear(dsl, robin, { 'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“He said he would show everybody if I told.”' });
        await it.talk(dsl, robin, { points: ['9.4a', '9.4c', '9.4d', '9.4g'], wishes: '“I want mum to know from you.”' });
        await it.review(dsl, 'Hannah Whitlock, DSL\nGrace Lindqvist, Headteacher', nine({ a: ['yes', 'Robin stays in school until the police ring.'], b: ['yes', 'Both told.'], c: ['no', 'Not needed.'], i: ['yes', 'Not yet, on the advice of the police. Then in person.'] }));
        await it.propose(dsl, { choice: 'refer', agencies: ['police', 'cscs'], why: 'An adult is involved and threatens a child.' });
    });

    await step('the police agree, and the mother is told in person', async () => {
        await it.replied(dsl, 'Police', { reply: 'investigation', 'spoke-to': 'Officer in the case', reference: 'Log 591', interviews: 'account', evidence: 'keep', advised: 'The mother may be told now, in person and alone.' });
        await it.tellParents(dsl, robin, { ...rung('Jo Example, mother', 'abcdefg'), 'contact-how': 'person', 'parent-said': 'Thanked Robin for saying it. They stay with a friend of the family.', next: inDays(2) });
        await it.says(dsl, '/parents', 'Jo Example, mother');
    });

    await ends(dsl, it, 'Social worker of Robin Example', 'When and on whose advice the parents were told.');
}
