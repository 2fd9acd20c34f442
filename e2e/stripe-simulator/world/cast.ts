/** How an account was opened: who has a dashboard, who carries losses, and by which API. */
export type Setup = 'custom' | 'express' | 'standard' | 'v2_none' | 'v2_express';
export type Interval = 'manual' | 'daily' | 'weekly' | 'monthly';
export type Pattern = 'direct' | 'destination' | 'separate';

export type Member = {
  key: string;
  name: string;
  country: string;
  currency: string;
  setup: Setup;
  interval: Interval;
  pattern: Pattern;
  bank: string;
  last4: string;
  /** Orders on an ordinary day. */
  orders: number;
  /** Size of an ordinary order in minor units. */
  ticket: number;
  /** The account takes its first order this many days before the anchor. */
  joins: number;
};

/**
 * Forty sellers of one marketplace in eight countries. What happens to the ones named in `plot/` is told there.
 * Columns: key, name, country, currency, setup, payout interval, charge pattern, bank, last four digits, orders a day,
 * ordinary order in minor units, days before the anchor at which it joined.
 */
const TABLE = `
tidewater     | Tidewater Outfitters LLC                                              | US | usd | standard   | manual  | direct      | Chase           | 7740 | 1.6 | 12900    | 90
marigold      | Marigold & Pine Co.                                                   | US | usd | custom     | manual  | direct      | Bank of America | 3312 | 1.2 | 6400     | 90
nguyen        | Nguyễn Thị Hồng Studio                                                | US | usd | express    | manual  | destination | Wells Fargo     | 1186 | 0.7 | 8800     | 90
saguaro       | Saguaro Saddlery Inc.                                                 | US | usd | standard   | daily   | direct      | Chase           | 0951 | 1.5 | 15900    | 90
bluebonnet    | Bluebonnet Quilts LLC                                                 | US | usd | custom     | manual  | separate    | US Bank         | 6628 | 0.6 | 7200     | 90
halcyon       | Halcyon Records & Tapes                                               | US | usd | v2_none    | manual  | direct      | Capital One     | 4407 | 0.8 | 3400     | 75
pinyon        | Piñon & Co. Pottery                                                   | US | usd | express    | weekly  | destination | Wells Fargo     | 8832 | 0.7 | 5600     | 90
lakeshore     | Lakeshore Letterpress LLC                                             | US | usd | custom     | manual  | direct      | PNC             | 2019 | 4.5 | 4700     | 6
freiheit      | Große Freiheit Buchhandlung & Antiquariat, Inh. Müller-Lüdenscheidt e. K. | DE | eur | custom | manual  | direct      | Commerzbank     | 0017 | 1.5 | 4300     | 90
elaionas      | Ελαιώνας Παπαδοπούλου GmbH                                            | DE | eur | custom     | manual  | separate    | N26             | 3318 | 0.7 | 5900     | 90
grossmann     | Bäckerei Großmann & Söhne KG                                          | DE | eur | express    | manual  | destination | Sparkasse       | 3380 | 1.0 | 2900     | 12
uhrwerk       | Uhrwerk Glashütte Service UG (haftungsbeschränkt)                     | DE | eur | standard   | daily   | direct      | Deutsche Bank   | 7714 | 1.3 | 21900    | 90
nordlicht     | Nordlicht Strickwaren eG                                              | DE | eur | custom     | manual  | direct      | GLS Bank        | 5521 | 1.1 | 7800     | 90
zweirad       | Zweirad Öztürk OHG                                                    | DE | eur | express    | weekly  | direct      | Postbank        | 9046 | 0.8 | 18400    | 90
kolibri       | Kolibri Spielzeug GmbH                                                | DE | eur | v2_express | manual  | destination | ING             | 1183 | 0.6 | 3700     | 60
faiencier     | L’Atelier du Faïencier SARL                                           | FR | eur | custom     | manual  | direct      | Crédit Agricole | 2260 | 0.9 | 8600     | 90
oelegrand     | Huilerie Noël Legrand                                                 | FR | eur | custom     | manual  | separate    | BNP Paribas     | 4419 | 0.6 | 4800     | 90
papeterie     | Papeterie de l’Île d’Yeu                                              | FR | eur | standard   | monthly | direct      | La Banque Postale | 6072 | 1.1 | 3300   | 90
cyclesgarcon  | Cycles Garçon & Fils SAS                                              | FR | eur | express    | manual  | destination | Société Générale | 8190 | 0.5 | 24500   | 90
oshaughnessy  | O’Shaughnessy-Featherstonehaugh & Daughters (Bespoke Millinery) Ltd   | GB | gbp | custom     | manual  | direct      | Barclays        | 6643 | 1.0 | 11800    | 90
kovalchuk     | Юлия Ковальчук Ceramics                                               | GB | gbp | express    | manual  | destination | Monzo           | 8873 | 0.5 | 6200     | 90
suilleabhain  | Atelier Ó Súilleabháin                                                | GB | gbp | custom     | manual  | separate    | Starling        | 2094 | 0.5 | 9100     | 90
fernhill      | Fernhill Ffermdy Cheese Co-operative                                  | GB | gbp | standard   | weekly  | direct      | Lloyds          | 3357 | 1.2 | 4100     | 90
brackenfold   | Brackenfold Woollen Mill                                              | GB | gbp | custom     | manual  | direct      | NatWest         | 7208 | 1.0 | 7300     | 90
ottoline      | Ottoline’s Odd Socks                                                  | GB | gbp | standard   | daily   | direct      | HSBC            | 5150 | 1.0 | 1900     | 90
kovacs        | Kovács és Társa Kézműves Nyomda és Könyvkötészet Kft.                 | HU | huf | custom     | daily   | direct      | OTP Bank        | 8821 | 1.7 | 2490000  | 90
szentendre    | Szentendrei Méz Bt.                                                   | HU | huf | custom     | daily   | direct      | OTP Bank        | 5502 | 1.3 | 890000   | 90
brody         | Bródy Papír Kft.                                                      | HU | huf | custom     | daily   | direct      | OTP Bank        | 4096 | 1.1 | 640000   | 90
tokaj         | Tokaji Borműhely Zrt.                                                 | HU | huf | custom     | daily   | direct      | OTP Bank        | 7735 | 1.2 | 1790000  | 90
pecs          | Pécsi Kesztyűmanufaktúra Kft.                                         | HU | huf | express    | manual  | direct      | K&H Bank        | 2208 | 0.7 | 1390000  | 90
halasi        | Halasi Csipke Műhely                                                  | HU | huf | standard   | weekly  | direct      | Erste Bank      | 6190 | 0.6 | 2190000  | 90
isbjorn       | Ísbjörn Outdoor ehf.                                                  | IS | isk | custom     | manual  | direct      | Íslandsbanki    | 0206 | 0.8 | 1890000  | 90
thorsmork     | Þórsmörk Ferðir ehf.                                                  | IS | isk | custom     | manual  | direct      | Arion banki     | 7105 | 0.9 | 2450000  | 90
hafnarfjordur | Hafnarfjörður Kaffi ehf.                                              | IS | isk | express    | manual  | direct      | Landsbankinn    | 6611 | 0.7 | 490000   | 90
lopapeysa     | Lopapeysa Samvinnufélag                                               | IS | isk | custom     | weekly  | direct      | Landsbankinn    | 3940 | 0.6 | 2790000  | 90
kinokuni      | 株式会社きのくに手仕事                                                   | JP | jpy | custom     | manual  | direct      | みずほ銀行        | 4471 | 1.2 | 14800    | 90
minato        | 有限会社みなと珈琲                                                       | JP | jpy | custom     | manual  | direct      | 三菱UFJ銀行       | 0924 | 1.4 | 4300     | 90
tominglass    | 東京都民ガラス工房                                                       | JP | jpy | standard   | weekly  | direct      | 三井住友銀行       | 8802 | 0.9 | 12600    | 90
khaleej       | شركة الخليج للحلويات والتمور                                          | KW | kwd | custom     | manual  | separate    | National Bank of Kuwait | 9013 | 0.8 | 41500 | 90
lulua         | لؤلؤة الكويت للعطور                                                    | KW | kwd | custom     | manual  | separate    | Kuwait Finance House | 5574 | 0.6 | 26250 | 45
`;

const SETUPS: Setup[] = ['custom', 'express', 'standard', 'v2_none', 'v2_express'];
const INTERVALS: Interval[] = ['manual', 'daily', 'weekly', 'monthly'];
const PATTERNS: Pattern[] = ['direct', 'destination', 'separate'];

function readMember(line: string): Member {
  const cells = line.split('|').map((cell) => cell.trim());
  const cell = (index: number): string => {
    const text = cells[index];
    if (text === undefined || text === '') throw new Error(`The cast has a broken line: ${line}`);
    return text;
  };
  const word = <Word extends string>(index: number, words: readonly Word[]): Word => {
    const found = words.find((candidate) => candidate === cell(index));
    if (found === undefined) throw new Error(`The cast has an unknown word ${cell(index)}: ${line}`);
    return found;
  };
  return {
    key: cell(0),
    name: cell(1),
    country: cell(2),
    currency: cell(3),
    setup: word(4, SETUPS),
    interval: word(5, INTERVALS),
    pattern: word(6, PATTERNS),
    bank: cell(7),
    last4: cell(8),
    orders: Number(cell(9)),
    ticket: Number(cell(10)),
    joins: Number(cell(11)),
  };
}

export const CAST: readonly Member[] = TABLE.trim().split('\n').map(readMember);
