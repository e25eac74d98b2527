/** The closed lists of broker/records/places.py. */

const CODES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
  "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO " +
  "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE " +
  "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO " +
  "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW " +
  "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM " +
  "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";
const ITALIAN =
  "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CL CN CO CR CS CT CZ EN FC FE FG FI FM FR " +
  "GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OR PA PC PD PE PG PI PN PO PR PT PU PV PZ " +
  "RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC VE VI VR VT VV";
const TOWNS = ["Andria", "Barletta", "Cesena", "Forli", "Pesaro", "Trani", "Urbino"];

export const COUNTRIES = CODES.split(" ");
/** Of addresses: with the Sardinian provinces that letters still bear. */
export const PROVINCES = [...ITALIAN.split(" "), "CI", "OG", "OT", "VS"].sort();
/** Whose patron saint's day can be kept. */
export const PATRONS = [...ITALIAN.split(" "), ...TOWNS].sort();

/**
 * The countries by their names, Italy first.
 * @param {string} language
 */
export function regions(language) {
  const names = new Intl.DisplayNames(language, { type: "region" });
  const all = COUNTRIES.map((code) => ({ code, name: names.of(code) ?? code }));
  const order = (/** @type {string} */ code) => (code === "IT" ? 0 : 1);
  return all.sort((one, other) => order(one.code) - order(other.code) || one.name.localeCompare(other.name, language));
}
