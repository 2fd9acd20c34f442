/** One preference as a row of buttons, each of which posts its value: no script is needed. @param labelledBy id of its name */
export function PreferenceChoice({
  name,
  labelledBy,
  values,
  chosen,
}: {
  name: string;
  labelledBy: string;
  values: readonly string[];
  chosen: string;
}) {
  return (
    <form action="/preferences" method="post">
      <span className="seg" role="group" aria-labelledby={labelledBy}>
        {values.map((value) => (
          <button key={value} type="submit" name={name} value={value} aria-pressed={value === chosen}>
            {value.charAt(0).toUpperCase() + value.slice(1)}
          </button>
        ))}
      </span>
    </form>
  );
}
