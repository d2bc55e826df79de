using System.Diagnostics.Metrics;

namespace Mfa.Challenges;

/// <summary>What Challenge counts for SREs, by kind and outcome; never by account.</summary>
internal sealed class ChallengeMetrics
{
    private readonly Counter<long> _challenges;
    private readonly Counter<long> _guesses;
    private readonly Counter<long> _reports;

    public ChallengeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Mfa.Challenge");
        _challenges = meter.CreateCounter<long>("mfa.challenge.requests", "{request}", "Challenges asked for, by outcome");
        _guesses = meter.CreateCounter<long>("mfa.code.guesses", "{guess}", "Codes that came in, by outcome");
        _reports = meter.CreateCounter<long>("mfa.challenge.reports", "{report}", "Mailed codes that their person did not ask for, by what became of them");
    }

    /// <param name="outcome">As the store told it: <c>created</c>, <c>cooling</c>, <c>session-over</c> …</param>
    public void Asked(string factor, string outcome) => _challenges.Add(1, new("mfa.factor", factor), new("mfa.outcome", outcome));

    /// <param name="challenge"><c>canceled</c>, <c>over</c>, or <c>was-approved</c>, which is an alarm.</param>
    public void Reported(string challenge) => _reports.Add(1, new KeyValuePair<string, object?>("mfa.outcome", challenge));

    public void Guessed(VerifyOutcome outcome) => _guesses.Add(1, new KeyValuePair<string, object?>("mfa.outcome", outcome switch
    {
        VerifyOutcome.Refused refused => refused.Answer.Outcome,
        _ => outcome.GetType().Name.ToLowerInvariant(),
    }));
}
