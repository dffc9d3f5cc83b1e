// journeys.mjs: whole incidents as a school lives them, one file each in
// journeys/, from the report to the end, one site and one browser for all.
// Each ends with its chronology on paper (golden.mjs). To run some:
//   node tests/browser/journeys.mjs under-13 sextortion
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Site, browserOpen, person, test, done } from './lib.mjs';
import { people } from './steps.mjs';
import { endsAs } from './golden.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'journeys');
const all = readdirSync(folder).map((file) => file.replace(/\.mjs$/, '')).sort();
const wanted = process.argv.slice(2);
const site = new Site({ incidents: 1 });
await site.start();
const browser = await browserOpen();
const signedIn = {};
for (const who of ['teacher', 'dsl', 'head', 'executive']) signedIn[who] = await person(browser, site, people[who]);

// A story whose step fails ends there: what follows needs what came before.
for (const name of all.filter((n) => wanted.length === 0 || wanted.includes(n))) {
    const { default: story } = await import(join(folder, `${name}.mjs`));
    const began = Date.now();
    const step = async (words, body) => {
        if (!await test(`${name}: ${words}`, body)) throw new Error(name);
    };
    const ends = (page, incident, madeFor, purpose) => step('the chronology says it all, in order',
        () => endsAs(name, page, incident, madeFor, purpose));
    await story({ site, ...signedIn, step, ends }).catch((error) => {
        if (error.message !== name) throw error;
    });
    console.log(`# ${name}: ${Date.now() - began} ms`);
}

await browser.close();
await site.stop();
site.remove();
done();
