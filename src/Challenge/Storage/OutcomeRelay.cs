using System.Text.Json;
using Mfa.InternalApi;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Storage;

/// <summary>Hands what became of codes to Enrollment, which keeps it.</summary>
internal sealed class OutcomeRelay(CodeStore store, EnrollmentClient enrollment, Instance instance, TimeProvider time, ILogger<OutcomeRelay> logger)
    : StreamRelay("outcomes", "enrollment", store, instance, time, logger)
{
    protected override async Task HandOnAsync(IReadOnlyList<StreamEntry> entries, List<string> arrived, CancellationToken stop)
    {
        var outcomes = entries.Select(entry => JsonSerializer.Deserialize(entry.Json, StoreJson.Default.Outcome)!).ToArray();
        if (await enrollment.RecordAsync(new OutcomeBatch(outcomes), stop) is not null)
            throw new DependencyUnavailableException("enrollment");
        arrived.AddRange(entries.Select(entry => entry.Id));
    }
}
