import type { Tab } from './browser/tab.js';
import type { ReadsPage } from './pages/reads-page.js';
import { ORIGINS, type Stage } from './stage.js';

/** A tab with the page that reads, in which somebody is signed in. Whoever opens it closes the tab. */
export async function openReadsPage({ chromium, site }: Pick<Stage, 'chromium' | 'site'>) {
  const tab: Tab = await chromium.openTab();
  await tab.goto(site.url(ORIGINS.reads, 'reads-page'));
  const page = tab.page<ReadsPage>();
  await page.prepare(site.person);
  return { tab, page };
}
