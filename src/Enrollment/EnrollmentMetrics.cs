using System.Diagnostics.Metrics;

namespace Mfa.Enrollments;

/// <summary>What operators watch of this service.</summary>
internal sealed class EnrollmentMetrics
{
    private readonly Counter<long> _changes;
    private readonly Counter<long> _unreadable;

    public EnrollmentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Mfa.Enrollment");
        _changes = meter.CreateCounter<long>("mfa.enrollment.changes", "{change}", "Changes of factors, by what happened and the factor's type.");
        _unreadable = meter.CreateCounter<long>("mfa.enrollment.unreadable_secrets", "{secret}", "Stored secrets that did not open: changed, moved, or their key is gone.");
    }

    public void Changed(string change, string type) =>
        _changes.Add(1, new KeyValuePair<string, object?>("mfa.change", change), new KeyValuePair<string, object?>("mfa.factor.type", type));

    public void Unreadable() => _unreadable.Add(1);
}
