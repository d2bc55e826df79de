using System.Text.Json.Serialization.Metadata;
using Mfa.ServiceDefaults.Problems;

namespace Mfa.Challenges.Storage;

/// <summary>The steps of a challenge's life. What a script finds missing (a factor set, a relying party) is fetched from its owner and the script asked again.</summary>
internal sealed class ChallengeStore(CodeStore store, FactorSets sets, RelyingParties clients)
{
    private const int MostFetches = 3;

    public Task<ScriptAnswer> CreateAsync(CreateOrder order) => RunAsync(Script.Create, order, StoreJson.Default.CreateOrder, order.Client);

    /// <summary>Counts a guess. Never canceled: a guess that arrived is counted, whatever becomes of its request.</summary>
    public Task<ScriptAnswer> ChargeAsync(ChargeOrder order) => RunAsync(Script.Charge, order, StoreJson.Default.ChargeOrder, order.Client);

    public Task<ScriptAnswer> SettleAsync(SettleOrder order) => store.RunAsync(Script.Settle, order, StoreJson.Default.SettleOrder);

    public Task<ScriptAnswer> ReadAsync(ReadOrder order) => RunAsync(Script.Read, order, StoreJson.Default.ReadOrder, order.Client);

    public Task<ScriptAnswer> ListAsync(ListOrder order) => RunAsync(Script.List, order, StoreJson.Default.ListOrder, order.Client);

    public Task<ScriptAnswer> ResendAsync(ResendOrder order) => RunAsync(Script.Resend, order, StoreJson.Default.ResendOrder, order.Client);

    public Task<ScriptAnswer> ReportAsync(ReportOrder order) => RunAsync(Script.Report, order, StoreJson.Default.ReportOrder, order.Client);

    public Task<ScriptAnswer> DeliverAsync(DeliveryOrder order) => store.RunAsync(Script.Delivery, order, StoreJson.Default.DeliveryOrder);

    public Task<ScriptAnswer> ProveAsync(ProveOrder order) => store.RunAsync(Script.Prove, order, StoreJson.Default.ProveOrder);

    private async Task<ScriptAnswer> RunAsync<TOrder>(Script script, TOrder order, JsonTypeInfo<TOrder> type, ClientReference? client)
        where TOrder : Order
    {
        for (var fetches = 0; ; fetches++)
        {
            var answer = await store.RunAsync(script, order, type);
            if (answer.Outcome == "client-unknown" && fetches < MostFetches)
                await clients.FetchAsync(client!.Id);
            else if (answer.Outcome == "factors-missing" && fetches < MostFetches)
                await sets.FillAsync(answer.Text(2), answer.Text(3));
            else if (answer.Outcome == "factors-missing")
                throw new DependencyUnavailableException("enrollment");
            else
                return answer;
        }
    }
}
