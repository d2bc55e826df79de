using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Outboxes;

public static class OutboxRegistration
{
    /// <summary>The outbox of a service: its model must call <see cref="OutboxRow.Map"/>.</summary>
    public static IServiceCollection AddOutbox<TDb>(this IServiceCollection services)
        where TDb : DbContext =>
        services.AddSingleton<OutboxCourier>().AddHostedService<OutboxRelay<TDb>>();
}
