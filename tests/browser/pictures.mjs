// pictures.mjs: makes the pictures of the README anew. Not a test; run
//   LANYARD=build/lanyard node tests/browser/pictures.mjs docs/pictures
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Site, browserOpen, person } from './lib.mjs';
import { people } from './steps.mjs';

const folder = process.argv[2] ?? 'docs/pictures';
mkdirSync(folder, { recursive: true });
const site = new Site({ incidents: 12 });
await site.start();
const browser = await browserOpen();
const page = await person(browser, site, people.dsl);
await page.goto(site.base);
await page.screenshot({ path: join(folder, 'my-work.png') });
await browser.close();
await site.stop();
site.remove();
