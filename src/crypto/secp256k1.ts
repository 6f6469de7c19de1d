import type { Secp256k1 } from './secp256k1-backend.ts';

/** libsecp256k1: natively where its addon runs on this machine, else as WebAssembly; `name` tells which. */
export const secp256k1: Secp256k1 = await load();

async function load(): Promise<Secp256k1> {
  try {
    return (await import('./secp256k1-native.ts')).nativeSecp256k1;
  } catch {
    // Not a fault: no prebuilt addon fits this machine and none could be compiled.
    return (await import('./secp256k1-wasm.ts')).wasmSecp256k1;
  }
}
