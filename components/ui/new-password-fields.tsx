/** A new password, twice. @param hasProblem there is an element `problem` on the page that says what is wrong */
export function NewPasswordFields({ lengthMin, hasProblem }: { lengthMin: number; hasProblem: boolean }) {
  return (
    <>
      <div className="field">
        <label htmlFor="password">New password</label>
        <input
          className="input"
          id="password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={lengthMin}
          maxLength={128}
          aria-describedby={hasProblem ? 'password-hint problem' : 'password-hint'}
        />
        <span className="hint" id="password-hint">
          At least {lengthMin} characters. A few words that do not belong together are best.
        </span>
      </div>
      <div className="field">
        <label htmlFor="again">The same again</label>
        <input
          className="input"
          id="again"
          name="again"
          type="password"
          autoComplete="new-password"
          required
          maxLength={128}
        />
      </div>
    </>
  );
}
