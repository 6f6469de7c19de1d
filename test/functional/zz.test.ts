import { expect, it } from 'vitest';
import { startDaemon, startRegtest } from '../helpers/daemon.ts';
import { inspectChainFile } from '../helpers/chain-file.ts';
const A='bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
it('regtest', async () => {
  const d = await startRegtest();
  const T = (await d.call('getblockchaininfo') as any);
  console.log(T);
  console.log(await d.call('generatetoaddress', [150, A]).then((x: any) => x.length));
  const now = Math.floor(Date.now()/1000)+1000;
  await d.call('setmocktime', [now]);
  const [h] = await d.call<string[]>('generatetoaddress', [1, A]);
  await d.call('invalidateblock', [h]);
  console.log(await d.call('generatetoaddress', [1, A]).catch((e) => e));
  console.log(d.process.stdout().split('\n').slice(-12).join('\n'), d.process.stderr());
  await d.kill9().catch(e => console.log('KILL9', e.message.slice(0,2000)));
  const f = inspectChainFile(d.chainFile);
  console.log(f.integrity, f.hashes.length, f.coins.length, f.withoutUndo);
  expect(f.coins).toEqual(f.replayed);
}, 100000);
it('cpunet', async () => {
  const d = await startDaemon();
  for (let i = 0; i < 20; i++) { await new Promise(r => setTimeout(r, 1000)); console.log(await d.call('getmininginfo').then((x: any) => [x.blocks, x.hashespersec, x.difficulty, x.state, x.found])); }
  await d.stop();
  console.log(d.process.stdout().split('\n').slice(0, 12).join('\n'));
  const f = inspectChainFile(d.chainFile);
  console.log(f.integrity, f.hashes.length, f.coins.length, f.withoutUndo);
  expect(f.coins).toEqual(f.replayed);
}, 100000);
