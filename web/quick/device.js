/**
 * This browser's key for one technician: an Ed25519 key that no script can read out, kept in the
 * browser's own database beside the organisation's root and the highest roster version seen.
 */

/** @typedef {import("../bytes.js").Bytes} Bytes */
/**
 * `root`: the organisation's, pinned. `version`: the highest roster version seen, 0 for none.
 * @typedef {{technician: string, organisation: string, root: Bytes, version: number,
 *   publicKey: Bytes, privateKey: CryptoKey,
 *   passkey: import("./documents.js").Passkey | null}} Device
 */
/**
 * Where devices are kept, by the technician's name.
 * @typedef {{get: (technician: string) => Promise<Device | null>,
 *   put: (device: Device) => Promise<void>,
 *   forget: (technician: string) => Promise<void>}} Devices
 */

const DATABASE = "affianco";
const TABLE = "devices";

/**
 * A new device for a technician.
 * @param {{technician: string, organisation: string, root: Bytes,
 *   passkey: import("./documents.js").Passkey | null}} whose
 * @returns {Promise<Device>}
 */
export async function makeDevice(whose) {
  const made = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  const { publicKey, privateKey } = /** @type {CryptoKeyPair} */ (made);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return { ...whose, version: 0, publicKey: raw, privateKey };
}

/**
 * What the handshake needs of a device.
 * @param {Device} device
 * @returns {import("../handshake.js").DeviceKey}
 */
export function signer({ publicKey, privateKey }) {
  return {
    publicKey,
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message)),
  };
}

/**
 * The devices in the browser's database.
 * @param {IDBFactory} factory
 * @returns {Devices}
 */
export function devicesIn(factory) {
  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(table: IDBObjectStore) => IDBRequest<T>} act
   */
  const run = async (mode, act) => {
    const database = await open(factory);
    try {
      const transaction = database.transaction(TABLE, mode, { durability: "strict" });
      const done = committed(transaction);
      const [result] = await Promise.all([finished(act(transaction.objectStore(TABLE))), done]);
      return result;
    } finally {
      database.close();
    }
  };
  return {
    get: async (technician) => (await run("readonly", (table) => table.get(technician))) ?? null,
    put: async (device) => void (await run("readwrite", (table) => table.put(device))),
    forget: async (technician) => void (await run("readwrite", (table) => table.delete(technician))),
  };
}

/**
 * @param {IDBFactory} factory
 * @returns {Promise<IDBDatabase>}
 */
function open(factory) {
  const request = factory.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(TABLE, { keyPath: "technician" });
  };
  return finished(request);
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function finished(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBTransaction} transaction
 * @returns {Promise<void>}
 */
function committed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
