// journeys.mjs: whole incidents as a school lives them, one file each in
// journeys/, from the report to the end, in one browser. They take turns on two
// sites: the first, third ... lives on SQLite, the others on PostgreSQL. Each ends with its chronology on paper (golden.mjs). To run some:
//   tests/with-postgres node tests/browser/journeys.mjs under-13 sextortion
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Site, browserOpen, person, test, done } from './lib.mjs';
import { people } from './steps.mjs';
import { storyBegins, daysPassed } from './incident.mjs';
import { endsAs } from './golden.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'journeys');
const all = readdirSync(folder).map((file) => file.replace(/\.mjs$/, '')).sort();
const wanted = process.argv.slice(2);
const browser = await browserOpen();

async function house(options) {
    const site = new Site({ incidents: 1, ...options });
    await site.start();
    const all = { site };
    for (const who of ['teacher', 'dsl', 'head', 'executive', 'senco']) all[who] = await person(browser, site, people[who]);
    return all;
}

const houses = [await house({}), await house({ postgres: true })];

// A story whose step fails ends there: what follows needs what came before.
for (const [number, name] of all.entries()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const { default: story } = await import(join(folder, `${name}.mjs`));
    const began = Date.now();
    const step = async (words, body) => {
        if (!await test(`${name}: ${words}`, body)) throw new Error(name);
    };
    // "Tomorrow" in a story that met midnight is today: it is told again.
    let midnight = false;
    const ends = async (page, incident, madeFor, purpose) => {
        midnight = daysPassed() > 0;
        if (!midnight)
            await step('the chronology says it all, in order', () => endsAs(name, page, incident, madeFor, purpose));
    };
    do {
        storyBegins();
        midnight = false;
        await story({ ...houses[number % 2], step, ends }).catch((error) => {
            if (error.message !== name) throw error;
        });
    } while (midnight);
    console.log(`# ${name}: ${Date.now() - began} ms`);
}

await browser.close();
for (const { site } of houses) {
    await site.stop();
    site.remove();
}
done();
