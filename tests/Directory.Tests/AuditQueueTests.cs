using MassTransit;
using Mfa.Bus;
using Mfa.Contracts;
using Mfa.Directories.Tests.Service;
using Mfa.ServiceDefaults.Secrets;
using Mfa.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Mfa.Directories.Tests;

/// <summary>RecordAuditEvent as a real broker calls it.</summary>
[Collection(nameof(SignInTimeTests))]
public sealed class AuditQueueTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryApp _app = new();
    private RabbitServer _broker = null!;
    private string _address = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await RabbitServer.SharedAsync();
        _address = await _broker.NewVirtualHostAsync();
        await _app.With("ConnectionStrings:rabbitmq", _address).InitializeAsync();
        var bus = _app.Services.GetRequiredService<IBusControl>();
        await UntilAsync(() => Task.FromResult(bus.CheckHealth().Status == BusHealthStatus.Healthy));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WhatTheBrokerBringsThriceIsKeptOnceAndWrittenAboutOnce()
    {
        var person = await _app.RegisterWithAddressAsync("anna@example.hu");
        AuditEvent[] told = [.. Enumerable.Range(0, 30).Select(i => Event(i % 3 == 0 ? "factor.removed" : "sign-in.succeeded", person))];
        await Task.WhenAll(told.Concat(told.Reverse()).Concat(told).Select(TellAsync));
        await UntilAsync(async () => await KeptAsync(person) == told.Length && await IsEmptyAsync());
        Assert.Equal(told.Length, await KeptAsync(person));
        Assert.Equal(10, await _app.InDatabaseAsync(db => db.Notices.CountAsync(notice => notice.AccountId == person.AccountId)));
        Assert.DoesNotContain("dead-letters", await _broker.QueuesAsync(_address));
    }

    [Fact]
    public async Task WhileTheDatabaseIsLockedAnEventWaits()
    {
        var stop = TestContext.Current.CancellationToken;
        var person = await _app.Main.RegisterAsync();
        var locked = await _app.Database.LockAsync();
        await TellAsync(Event("sign-in.succeeded", person));
        await UntilAsync(async () => (await _broker.QueueAsync(_address, "audit-events"))["messages_unacknowledged"]?.GetValue<int>() > 0);
        await Task.Delay(TimeSpan.FromSeconds(5), stop);
        Assert.Equal(0, await KeptAsync(person));
        await locked.DisposeAsync();
        await UntilAsync(async () => await KeptAsync(person) == 1);
        Assert.DoesNotContain("dead-letters", await _broker.QueuesAsync(_address));
    }

    private async Task TellAsync(AuditEvent happened) =>
        await _app.Services.GetRequiredService<BusPublisher>().PublishAsync(happened, null, null, TestContext.Current.CancellationToken);

    private Task<int> KeptAsync(Person person) => _app.InDatabaseAsync(db => db.AuditEvents.CountAsync(entry => entry.AccountId == person.AccountId
        && (entry.Type == "sign-in.succeeded" || entry.Type == "factor.removed")));

    private async Task<bool> IsEmptyAsync() => (await _broker.QueueAsync(_address, "audit-events"))["messages"]?.GetValue<int>() == 0;

    private static AuditEvent Event(string type, Person person) => new()
    {
        Id = OpaqueId.New("evt_"),
        Type = type,
        At = 1_790_000_000_000,
        Realm = person.Realm,
        AccountId = person.AccountId,
    };

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await happened())
            await Task.Delay(100, limit.Token);
    }
}
