/** The very address that Stripe's loader looks for; see its package. */
const ADDRESS = 'https://connect-js.stripe.com/v1.0/connect.js';

/** A phone on a bad line is slower than any that answers after this. */
const WAIT_MS = 15_000;

/**
 * Brings Stripe's script onto the page, or says that it did not come. Their own loader tells nobody, remembers a failure for
 * as long as the page is open, and asks for a session before there is a script to use it.
 * @throws Error when it is blocked, broken or too slow; another call tries again
 */
export async function loadStripeScript(): Promise<void> {
  if (isThere()) return;
  const script = document.createElement('script');
  script.src = ADDRESS;
  const came = new Promise<void>((resolve, reject) => {
    script.addEventListener('load', () => {
      if (isThere()) resolve();
      else reject(new Error('Stripe’s script came without what it should bring'));
    });
    script.addEventListener('error', () => {
      reject(new Error('Stripe’s script did not come'));
    });
    setTimeout(() => {
      reject(new Error('Stripe’s script was too slow'));
    }, WAIT_MS);
  });
  document.head.append(script);
  try {
    await came;
  } catch (error) {
    // Left behind it would be taken for one that is still on its way.
    script.remove();
    throw error;
  }
}

/** As Stripe's loader asks it: an element with that name is no script. */
function isThere(): boolean {
  const found = (window as { StripeConnect?: unknown }).StripeConnect;
  return typeof found === 'object' && found !== null && 'init' in found && typeof found.init === 'function';
}
