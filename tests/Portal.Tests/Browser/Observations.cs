using System.Collections.Concurrent;

namespace Mfa.Samples.Portal.Tests.Browser;

/// <summary>What the whole suite has seen of the portal: which pages, and what was wrong with any answer or page. The last tests judge it.</summary>
public sealed class Observations
{
    private readonly ConcurrentQueue<string> _breaches = new();
    private readonly ConcurrentDictionary<string, bool> _looks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _routes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _suites = new(StringComparer.Ordinal);
    private int _answers;

    /// <summary>What was wrong, each with where.</summary>
    public IReadOnlyCollection<string> Breaches => _breaches;

    /// <summary>Routes of pages that somebody was at.</summary>
    public IReadOnlyCollection<string> Routes => [.. _routes.Keys];

    /// <summary>Test classes that opened a page.</summary>
    public IReadOnlyCollection<string> Suites => [.. _suites.Keys];

    /// <summary>How many answers of the portal were looked at.</summary>
    public int Answers => _answers;

    internal void Note(string breach) => _breaches.Enqueue(breach);

    internal void Note(IEnumerable<string> breaches, string where)
    {
        foreach (var breach in breaches)
            Note($"{where}: {breach}");
    }

    internal void Count() => Interlocked.Increment(ref _answers);

    internal void Visit(string path) => _routes.TryAdd(Browser.Routes.Of(path), true);

    internal void Open(string suite) => _suites.TryAdd(suite, true);

    /// <returns>Whether a page of this name has not been looked at so, in this language.</returns>
    internal bool IsNew(string name, string language, int widths) => _looks.TryAdd($"{name}.{language}.{widths}", true);
}
