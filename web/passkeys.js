/**
 * Passkeys: what the browser is asked and what it answers, both as JSON (WebAuthn level 3, 5.1.8
 * to 5.1.10: bytes are base64url without padding).
 */

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** The reader closed the browser's question, or no passkey fitted. */
export class NoPasskey extends Error {}

/**
 * Whether passkeys can be used: they belong to a host by name, never to a bare address.
 * @param {{host: string, secure: boolean, known: boolean}} place known: the browser has WebAuthn
 */
export function passkeysAt({ host, secure, known }) {
  return secure && known && host !== "" && !/^[\d.]+$|[:[]/.test(host);
}

/** Whether passkeys can be used on this page. */
export function passkeysHere() {
  const known = "PublicKeyCredential" in globalThis;
  return passkeysAt({ host: location.hostname, secure: globalThis.isSecureContext, known });
}

/**
 * Lets the browser make a passkey.
 * @param {any} options PublicKeyCredentialCreationOptionsJSON, bare or under `publicKey`
 * @returns {Promise<Record<string, unknown>>} RegistrationResponseJSON
 * @throws {NoPasskey}
 */
export async function createPasskey(options) {
  const asked = options.publicKey ?? options;
  const credential = await answered(() =>
    navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: fromBase64Url(asked.challenge),
        user: { ...asked.user, id: fromBase64Url(asked.user.id) },
        excludeCredentials: named(asked.excludeCredentials),
      },
    }),
  );
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  return {
    ...about(credential),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      attestationObject: toBase64Url(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

/**
 * Lets the browser sign with a passkey.
 * @param {any} options PublicKeyCredentialRequestOptionsJSON, bare or under `publicKey`
 * @returns {Promise<Record<string, any>>} AuthenticationResponseJSON
 * @throws {NoPasskey}
 */
export async function usePasskey(options) {
  const asked = options.publicKey ?? options;
  const credential = await answered(() =>
    navigator.credentials.get({
      publicKey: {
        ...asked,
        challenge: fromBase64Url(asked.challenge),
        allowCredentials: named(asked.allowCredentials),
      },
    }),
  );
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return {
    ...about(credential),
    response: {
      clientDataJSON: toBase64Url(response.clientDataJSON),
      authenticatorData: toBase64Url(response.authenticatorData),
      signature: toBase64Url(response.signature),
      ...(response.userHandle ? { userHandle: toBase64Url(response.userHandle) } : {}),
    },
  };
}

/**
 * @param {ArrayBuffer | Bytes} data
 * @returns {string}
 */
export function toBase64Url(data) {
  const text = String.fromCharCode(...new Uint8Array(data));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text
 * @returns {Bytes}
 */
export function fromBase64Url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/**
 * @param {() => Promise<Credential | null>} ask
 * @returns {Promise<PublicKeyCredential>}
 */
async function answered(ask) {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  throw new NoPasskey();
}

/** @param {PublicKeyCredential} credential */
function about(credential) {
  return {
    id: credential.id,
    rawId: toBase64Url(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/**
 * @param {{id: string, type: "public-key", transports?: AuthenticatorTransport[]}[]} [list]
 * @returns {PublicKeyCredentialDescriptor[]}
 */
function named(list = []) {
  return list.map(({ id, ...rest }) => ({ ...rest, id: fromBase64Url(id) }));
}
