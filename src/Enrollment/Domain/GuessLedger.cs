namespace Mfa.Enrollments.Domain;

/// <summary>
/// An account's guesses, and what each piece of news makes of them. News comes in any order and any number of times: the ledger ends in the same
/// state, because a guess only ever rises (wrong, excused, approved) and an approval forgives what was before it also when that is told after it.
/// </summary>
/// <param name="boundAt">When the kind was last bound anew; what was wrong before no longer counts.</param>
internal sealed class GuessLedger(string realm, string accountId, IEnumerable<Guess> kept, Func<string, long> boundAt)
{
    private readonly Dictionary<string, Guess> _guesses = kept.ToDictionary(guess => guess.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Guess> _fresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guess> _forgotten = new(StringComparer.Ordinal);

    /// <summary>To be stored.</summary>
    public IReadOnlyCollection<Guess> Fresh => _fresh.Values;

    /// <summary>Stored, to be deleted.</summary>
    public IReadOnlyCollection<Guess> Forgotten => _forgotten.Values;

    public void Charged(string id, string kind, string session, long at)
    {
        if (!_guesses.ContainsKey(id) && at > boundAt(kind) && !IsForgiven(kind, session, at))
            Add(id, kind, session, at, GuessState.Wrong);
    }

    public void Excused(string id, string kind, string session, long at)
    {
        if (!_guesses.TryGetValue(id, out var guess))
            Add(id, kind, session, at, GuessState.Excused);
        else if (guess.State == GuessState.Wrong)
            guess.State = GuessState.Excused;
    }

    /// <summary>Right: its own charge is taken back, and the wrong ones of its session and kind until then are forgiven.</summary>
    public void Approved(string id, string kind, string session, long at)
    {
        if (!_guesses.TryGetValue(id, out var guess))
            Add(id, kind, session, at, GuessState.Approved);
        else
            (guess.State, guess.At) = (GuessState.Approved, guess.State == GuessState.Approved ? Math.Max(guess.At, at) : at);
        foreach (var forgiven in _guesses.Values.Where(g => g.State == GuessState.Wrong && g.Kind == kind && g.Session == session && g.At <= at).ToArray())
            Forget(forgiven);
    }

    /// <summary>B3: wrong codes of the kind that still count.</summary>
    /// <param name="since">Milliseconds; older ones have served their time.</param>
    public int Wrong(string kind, long since) => _guesses.Values.Count(g => g.State == GuessState.Wrong && g.Kind == kind && g.At > since);

    private bool IsForgiven(string kind, string session, long at) =>
        _guesses.Values.Any(g => g.State == GuessState.Approved && g.Kind == kind && g.Session == session && g.At >= at);

    private void Add(string id, string kind, string session, long at, string state)
    {
        // What an approval has just taken out of the store may itself turn out to have been right.
        if (_forgotten.Remove(id, out var stored))
            (stored.State, stored.At) = (state, at);
        else
            _fresh.Add(id, stored = new Guess { Id = id, Realm = realm, AccountId = accountId, Kind = kind, Session = session, At = at, State = state });
        _guesses.Add(id, stored);
    }

    private void Forget(Guess guess)
    {
        _guesses.Remove(guess.Id);
        if (!_fresh.Remove(guess.Id))
            _forgotten.Add(guess.Id, guess);
    }
}
