/** Business categories (ISO 18245) as people call those who sell them; the others are told by their number. */
const CATEGORIES: Readonly<Record<string, string>> = {
  '4722': 'travel agencies',
  '5045': 'computer dealers',
  '5192': 'bookshops',
  '5411': 'grocers',
  '5462': 'bakeries',
  '5499': 'food shops',
  '5651': 'clothing shops',
  '5691': 'clothing shops',
  '5712': 'furniture shops',
  '5732': 'electronics shops',
  '5734': 'software shops',
  '5812': 'restaurants',
  '5814': 'takeaways',
  '5815': 'sellers of digital media',
  '5816': 'sellers of games',
  '5817': 'sellers of apps',
  '5818': 'sellers of digital goods',
  '5912': 'pharmacies',
  '5941': 'sports shops',
  '5942': 'bookshops',
  '5944': 'jewellers',
  '5945': 'toy shops',
  '5947': 'gift shops',
  '5970': 'art shops',
  '5977': 'cosmetics shops',
  '5992': 'florists',
  '7011': 'hotels',
  '7230': 'hairdressers',
  '7298': 'spas',
  '7399': 'business services',
  '7922': 'ticket sellers',
  '7997': 'clubs',
  '8299': 'schools',
  '8398': 'charities',
  '8999': 'professional services',
};

/** Whoever is of a business category: `bakeries`. */
export function categoryWords(category: string): string {
  return CATEGORIES[category] ?? `businesses of category ${category}`;
}

/** Who is compared, after their number: `bakeries in DE`. */
export function peerWords(country: string | null, category: string | null): string {
  if (country === null) return 'connected accounts';
  if (category === null) return `connected accounts in ${country}`;
  return `${categoryWords(category)} in ${country}`;
}
