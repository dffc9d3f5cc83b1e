// An account that says it is a child and is not: referred at once, before any
// meeting; nothing is deleted until the police say so (8.8, 8.9a, D3, D5).
import { Incident, nine, rung } from '../incident.mjs';
import { look } from '../lib.mjs';
import { says } from '../steps.mjs';

export default async function story({ site, teacher, dsl, step, ends }) {
    let it, robin;

    await step('a teacher reports, and says that somebody unknown is involved', async () => {
        it = await Incident.report(teacher, site, {
            about: 'Robin Example, 9B', known: ['adult'], when: 'before',
            told: 'Robin has been writing with an account that says it is 14. It asked for a picture and Robin sent one. Last night it asked to meet, and used words that Robin’s friends never use.',
        });
        await it.open(dsl);
    });

    await step('one answer is enough: the page asks for a referral before the meeting', async () => {
        robin = await it.add(dsl, 'Robin Example', 'pupil', { parts: ['depicted', 'sent'], age: '13', 'year-group': 'Year 9, 9B' });
        await it.add(dsl, 'Account that says it is 14', 'unknown', { parts: ['requested', 'received'] });
        await it.assess(dsl, {
            c89a: 'yes', c89b: 'yes', kinds: ['image_based_abuse'], platforms: 'A chat app', adult: 'yes',
            category: 'aggravated.adult', 'category-why': 'It wants to meet, and writes like an adult.',
            qb: 'Asked for again and again over three weeks.', qg: 'Robin is 13. The other is not known.',
        }, 'Save and record the referral');
        await says(dsl, 'Record a referral');
    });

    await step('police and social care are told at once, and it is confirmed in writing', async () => {
        await it.refer(dsl, {
            to: 'police', method: 'telephone', 'spoke-to': 'Control room, call taker', reference: 'Log 214',
            shared: 'What Robin said, and the name of the account. They said: keep everything as it is, and tell Robin not to answer.',
        });
        await it.refer(dsl, { to: 'cscs', method: 'telephone', 'spoke-to': 'Duty social worker', shared: 'The same, with Robin’s home address.' });
        await it.confirmInWriting(dsl, 'Children’s social care', { method: 'form', reference: 'CS-1180' });
    });

    await step('a decision not to refer is not offered, and nothing says to delete', async () => {
        await it.go(dsl, '/decision/new');
        if (await dsl.locator('[name=choice][value=manage_in_school]').count()) throw new Error('managing it in school is offered');
        await it.propose(dsl, { choice: 'refer', agencies: ['police', 'cscs'], why: 'An adult may be posing as a child, and asks to meet one.' });
        await it.says(dsl, '/deletion', 'Evidence may be needed');
        for (const page of [`/children/${robin}/sheet/9.5`, `/children/${robin}/parents/letter`])
            await it.saysNot(dsl, page, /\b(?<!not )delete (it|them|the)\b/i);
        await look(dsl, 'adult-letter', { links: false });
    });

    await step('the review meets with what is known', async () => {
        await it.review(dsl, 'Hannah Whitlock, DSL\nPriya Marsh, teacher', nine({
            a: ['yes', 'Robin was asked to meet on Saturday. The family knows and Robin stays at home.'],
            b: ['yes', 'Done: police and social care.'], c: ['no', 'What Robin said is enough.'],
            e: ['unknown', 'Robin sent it to the account alone.'], i: ['yes', 'Told today, with the advice of the police.'],
        }));
    });

    await step('Robin is heard: the account only', async () => {
        await it.says(dsl, `/children/${robin}/interview`, 'Account only');
        await it.hear(dsl, robin, {
            'heard-by': 'Hannah Whitlock, DSL', 'own-words': '“They said they were in year 9 too. They asked me to come on Saturday.”',
            observed: 'Frightened, and relieved when told that nobody is cross.',
        });
    });

    await step('the parents are told, CEOP included, and Robin is supported', async () => {
        await it.tellParents(dsl, robin, { ...rung('Jo Example, parent', 'abcdefg'), 'parent-said': 'They keep the phone switched off for the police.' });
        await it.talk(dsl, robin, { points: ['9.4a', '9.4c', '9.4d', '9.4g'], wishes: '“I want it to stop.”' });
        await it.advise(dsl, robin, '9.5', ['1'], 'Talked through slowly.');
        await it.checkWelfare(dsl, robin, { safe: 'yes', 'asked-safe': 'yes', 'own-words': '“I slept. Mum was there.”' });
    });

    await step('the agencies answer', async () => {
        await it.replied(dsl, 'Police', { reply: 'investigation', 'spoke-to': 'Officer in the case', reference: 'Log 214', interviews: 'account', evidence: 'keep', advised: 'Robin’s phone is fetched today. Nobody answers the account.' });
        await it.replied(dsl, 'Children’s social care', { reply: 'strategy', 'spoke-to': 'Team manager', reference: 'CS-1180', advised: 'The school takes part on Thursday.' });
        await it.says(dsl, '/agencies', 'They hold a strategy discussion');
    });

    await ends(dsl, it, 'Chair of the strategy discussion', 'The school’s part in the strategy discussion.');
}
