/** The part of the broker's HTTP API about agreements with customers. */

/** @typedef {import("./answers.js").CustomerRecord} CustomerRecord */
/** @typedef {import("./answers.js").Contracts} Contracts */
/** @typedef {import("./answers.js").Packs} Packs */
/** @typedef {import("./answers.js").TariffHead} TariffHead */
/** @typedef {import("./answers.js").TariffVersion} TariffVersion */
/** @typedef {import("./answers.js").Work} Work */
/** @typedef {import("./answers.js").NewWork} NewWork */

/** Every method may throw `ApiError`. */
export class AgreementsApi {
  #api;

  /** @param {import("../api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * @param {number} customer
   * @returns {Promise<CustomerRecord>}
   */
  customer(customer) {
    return this.#api.ask("GET", `customers/${customer}/details`);
  }

  /**
   * @param {number} customer
   * @param {number} version as it was read
   * @param {import("./answers.js").Details} details
   * @returns {Promise<CustomerRecord>}
   */
  setDetails(customer, version, details) {
    return this.#api.ask("PUT", `customers/${customer}/details`, { version, ...details });
  }

  /** @returns {Promise<TariffHead[]>} */
  async tariffs() {
    return (await this.#api.ask("GET", "tariffs")).tariffs;
  }

  /**
   * @param {number} id
   * @returns {Promise<TariffVersion>}
   */
  tariff(id) {
    return this.#api.ask("GET", `tariffs/${id}`);
  }

  /**
   * @param {string} document TOML or JSON
   * @returns {Promise<TariffVersion>}
   */
  addTariff(document) {
    return this.#api.ask("POST", "tariffs", { document });
  }

  /**
   * @param {number} customer
   * @returns {Promise<Contracts>}
   */
  contracts(customer) {
    return this.#api.ask("GET", `customers/${customer}/contracts`);
  }

  /**
   * @param {number} customer
   * @param {string} document TOML or JSON
   * @returns {Promise<Contracts>}
   */
  addContract(customer, document) {
    return this.#api.ask("POST", `customers/${customer}/contracts`, { document });
  }

  /**
   * @param {number} customer
   * @returns {Promise<Packs>}
   */
  packs(customer) {
    return this.#api.ask("GET", `customers/${customer}/packs`);
  }

  /**
   * @param {number} customer
   * @param {{units: number, languages: string, signed_on: string}} pack
   * @returns {Promise<Packs>}
   */
  addPack(customer, pack) {
    return this.#api.ask("POST", `customers/${customer}/packs`, pack);
  }

  /**
   * @param {number} pack
   * @param {number} tickets below 0 to give back
   * @param {string} note
   * @returns {Promise<Packs>}
   */
  takeTickets(pack, tickets, note) {
    return this.#api.ask("POST", `packs/${pack}/tickets`, { tickets, note });
  }

  /**
   * A page of a customer's work entered by hand, newest first.
   * @param {number} customer
   * @param {number | null} before id that the page ends before
   * @param {number} limit
   * @returns {Promise<{work: Work[], more: boolean}>}
   */
  work(customer, before, limit) {
    const from = before === null ? "" : `before=${before}&`;
    return this.#api.ask("GET", `customers/${customer}/work?${from}limit=${limit}`);
  }

  /**
   * @param {number} customer
   * @param {NewWork} work
   * @returns {Promise<Work>}
   */
  addWork(customer, work) {
    return this.#api.ask("POST", `customers/${customer}/work`, work);
  }
}
