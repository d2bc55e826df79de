using System.Diagnostics.Metrics;

namespace Mfa.Enrollments;

/// <summary>What operators watch of this service.</summary>
internal sealed class EnrollmentMetrics
{
    private readonly Counter<long> _changes;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _rewrapped;

    public EnrollmentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Mfa.Enrollment");
        _changes = meter.CreateCounter<long>("mfa.enrollment.changes", "{change}", "Changes of factors, by what happened and the factor's type.");
        _unreadable = meter.CreateCounter<long>("mfa.enrollment.unreadable_secrets", "{secret}", "Stored secrets that did not open: changed, moved, or their key is gone.");
        _rewrapped = meter.CreateCounter<long>(
            "mfa.enrollment.rewrapped_keys", "{key}", "Data keys that a rotation put under the newest key-encryption key, by what became of it; failed is an alarm.");
    }

    public void Changed(string change, string type) =>
        _changes.Add(1, new KeyValuePair<string, object?>("mfa.change", change), new KeyValuePair<string, object?>("mfa.factor.type", type));

    /// <param name="outcome"><c>done</c> or <c>failed</c>.</param>
    public void Rewrapped(string outcome) => _rewrapped.Add(1, new KeyValuePair<string, object?>("mfa.outcome", outcome));

    public void Unreadable() => _unreadable.Add(1);
}
