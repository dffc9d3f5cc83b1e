// Somebody asks a pupil for money: the card of the first hour, the police and
// CEOP at once, a welfare check within 24 hours, the phone kept for the police
// (D14, 12.6h).
import { Incident, inDays, nine, rung } from '../incident.mjs';
import { look } from '../lib.mjs';

export default async function story({ site, teacher, dsl, step, ends }) {
    let it, robin;

    await step('the form tutor reports that money is asked for', async () => {
        it = await Incident.report(teacher, site, {
            safe: 'no', about: 'Robin Example, 12A', known: ['pressure', 'harm'], device: 'pupil',
            told: 'Robin said that somebody has a picture and wants 200 pounds by tonight, or it goes to everybody Robin knows. Robin has paid 50 already.',
        });
        await it.open(dsl);
    });

    await step('the card says what to do and what not', async () => {
        await it.says(dsl, '/first-hour', 'Somebody is pressured or asked for money', 'Do not pay, stop replying, keep the messages', 'within 24 hours');
        await look(dsl, 'sextortion-first-hour');
    });

    await step('the pupil is seen at once, and asked about suicide', async () => {
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted', 'sent'], age: '16', 'year-group': 'Year 12, 12A' });
        await it.add(dsl, 'Account that asks for money', 'unknown', { parts: ['requested', 'received'] });
        await it.checkWelfare(dsl, robin, {
            safe: 'yes', 'asked-safe': 'yes', 'own-words': '“I did not know what to do. I do not want to hurt myself, I want it to be over.”',
            observed: 'Shaking at first. Stayed with the school nurse until a parent came.', again: inDays(1, '8:45am'),
        });
    });

    await step('the seven questions ask for a referral, and the police are told', async () => {
        await it.assess(dsl, {
            c89a: 'unknown', c89b: 'yes', c89f: 'yes', kinds: ['sextortion'], platforms: 'A photo app, then a chat app', adult: 'unknown',
            category: 'aggravated.intent_to_harm', 'category-why': 'Money is asked for, with a threat.', qb: 'Threatened.', qg: 'Robin is 16.',
        }, 'Save and record the referral');
        await it.refer(dsl, { to: 'police', method: 'telephone', 'spoke-to': 'Control room, call taker', reference: 'Log 377',
            shared: 'What Robin said. They said: pay nothing more, answer nothing, keep the phone as it is; an officer comes today.' });
        await it.refer(dsl, { to: 'other', method: 'form', 'spoke-to': 'CEOP Safety Centre', reference: 'C-5512', shared: 'Reported together with Robin.' });
        await it.confirmInWriting(dsl, 'Police', { method: 'email', reference: 'Log 377' });
    });

    await step('the phone is kept, off and sealed, and passed to the police', async () => {
        await it.keepDevice(dsl, { thing: 'Black phone, blue case', 'belongs-to': 'Robin Example', 'taken-how': 'handed',
            'device-state': ['offline', 'off', 'secured'], seal: '00417', kept: 'Safe in the DSL’s office', 'receipt-to': 'Robin Example', witness: 'Grace Lindqvist' });
        await it.moveDevice(dsl, { move: 'police', from: 'Safe in the DSL’s office', into: 'Officer of the local police, collar number given', seal: '00417',
            'seal-state': 'unbroken', reference: 'Property 90/2', witness: 'Grace Lindqvist' });
        await it.says(dsl, '/devices', 'police');
    });

    await step('the review meets, and the decision to refer is recorded', async () => {
        await it.review(dsl, 'Hannah Whitlock, DSL\nGrace Lindqvist, Headteacher', nine({
            a: ['yes', 'Watched today, seen again tomorrow at 8:45am.'], b: ['yes', 'Police and CEOP told.'], c: ['no', 'Not needed.'],
            e: ['unknown', 'The threat is to send it to friends.'], f: ['yes', 'Once the police agree: Report Remove, with Robin.'], i: ['yes', 'Told at once: a parent came.'],
        }));
        await it.propose(dsl, { choice: 'refer', agencies: ['police', 'other'], why: 'A pupil is blackmailed, and was in danger of harm today.' });
    });

    await step('the parents are told and Robin is heard, account only', async () => {
        await it.tellParents(dsl, robin, { ...rung('Jo Example, parent', 'abcdefg'), 'contact-how': 'person', 'parent-said': 'They stay at home with Robin and pay nothing.' });
        await it.hear(dsl, robin, { 'heard-by': 'Hannah Whitlock, DSL', 'heard-with': 'Jo Example, parent', 'own-words': '“It said it would send it to everybody at nine.”' });
        await it.talk(dsl, robin, { points: ['9.4a', '9.4c', '9.4d', '9.4g', '9.4h'], wishes: '“Nobody in my year should know.”', promised: 'Only three adults of the school know', 'promised-by': inDays(7) });
    });

    await step('the police advise, and the picture is reported to be taken down', async () => {
        await it.replied(dsl, 'Police', { reply: 'investigation', 'spoke-to': 'Officer in the case', reference: 'Log 377', interviews: 'go', evidence: 'keep', advised: 'The school may talk with Robin. Report Remove may be used now.' });
        await it.takeDown(dsl, { tool: 'report_remove', 'asked-it': 'Robin, with the school nurse', 'taken-down': 'waiting', chase: inDays(3) });
    });

    await step('the next morning’s check is recorded', async () => {
        await it.checkWelfare(dsl, robin, { safe: 'yes', 'asked-safe': 'yes', 'own-words': '“Nothing came at nine. I slept a bit.”' });
        await it.saysNot(dsl, '', /welfare check/i);
    });

    await ends(dsl, it, 'Officer in the case', 'What the school did and when, for the investigation.');
}
