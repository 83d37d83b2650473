/** An application that holds legs as a test tells it, and is killed by it. */
import type { MediaLeg } from '../../src/media/port.ts';
import { connect, type Order, type Servers, sdpOf, type Told } from './servers.ts';

const { media } = await connect(JSON.parse(process.argv[2]!) as Servers);
const legs: MediaLeg[] = [];
const tell = (told: Told): void => void process.send!(told);

async function obey(order: Order): Promise<Told> {
  switch (order.do) {
    case 'connect':
      for (const port of order.ports) legs.push(await media.connect(sdpOf(port)));
      return { type: 'legs', legs: legs.map(({ handle }) => handle) };
    case 'adopt':
      for (const handle of order.legs) legs.push(await media.adopt(handle));
      return { type: 'legs', legs: legs.map(({ handle }) => handle) };
    case 'music':
      legs[order.leg]!.music('hold');
      break;
    case 'ask':
      void legs[order.leg]!.say(['tone_stream://%(60000,0,1250)'], 60_000);
      break;
    case 'bridge':
      await legs[order.legs[0]]!.bridge(legs[order.legs[1]]!);
      break;
    case 'prepare':
      media.prepare(order.count);
      break;
  }
  return { type: 'done' };
}

process.on('message', (order: Order) => void obey(order).then(tell));
process.on('disconnect', () => process.exit());
tell({ type: 'ready' });
