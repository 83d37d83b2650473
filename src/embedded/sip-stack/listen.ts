import type { Clock } from './clock.ts';
import { TcpTransport } from './tcp-transport.ts';
import type { ConnectionLimits, Protocol, Transport, TransportSink } from './transport.ts';
import { UdpTransport } from './udp-transport.ts';

/** One address to listen on. Port 0 takes any free port, the same one for every entry with port 0 and this host. */
export interface Listen {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
}

/** Port 0 means the same port for UDP and TCP. One chosen for UDP may be taken for TCP: another is tried then. */
const ATTEMPTS = 20;

/** Binds every address, or none and throws. */
export async function openTransports(
  listen: readonly Listen[],
  sink: TransportSink,
  limits: ConnectionLimits,
  clock: Clock,
): Promise<Transport[]> {
  for (let attempt = 1; ; attempt++) {
    const opened: Transport[] = [];
    const chosen = new Map<string, number>();
    try {
      for (const { protocol, host, port } of listen) {
        const wanted = port === 0 ? (chosen.get(host) ?? 0) : port;
        const transport = await open(protocol, host, wanted, sink, limits, clock);
        opened.push(transport);
        if (port === 0) chosen.set(host, transport.port);
      }
      return opened;
    } catch (error) {
      await Promise.all(opened.map((transport) => transport.close()));
      const again =
        chosen.size > 0 && attempt < ATTEMPTS && (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!again) throw error;
    }
  }
}

/** One transport of each protocol: TLS, WebSocket and secure WebSocket come in here. */
function open(
  protocol: Protocol,
  host: string,
  port: number,
  sink: TransportSink,
  limits: ConnectionLimits,
  clock: Clock,
): Promise<Transport> {
  switch (protocol) {
    case 'udp':
      return UdpTransport.listen(host, port, sink);
    case 'tcp':
      return TcpTransport.listen(host, port, sink, limits, clock);
  }
}
