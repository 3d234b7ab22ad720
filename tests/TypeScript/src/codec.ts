import { METADATA_ENCODING_KEY, type Payload, type PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';

const proto = temporal.api.common.v1.Payload;
const Encoding = 'binary/turned';

/** Turns every byte round: what the server keeps must not be readable as JSON, and must come back as it was. */
export class TurningCodec implements PayloadCodec {
  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => ({
      metadata: { [METADATA_ENCODING_KEY]: Buffer.from(Encoding) },
      data: turned(proto.encode(payload).finish()),
    }));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) =>
      Buffer.from(payload.metadata?.[METADATA_ENCODING_KEY] ?? []).toString() === Encoding ? proto.decode(turned(payload.data ?? new Uint8Array())) : payload,
    );
  }
}

function turned(bytes: Uint8Array): Uint8Array {
  return bytes.map((b) => b ^ 0xff);
}
