using System.Net;
using System.Text.Json;
using Mfa.InternalApi;

namespace Mfa.Enrollments.Tests;

/// <summary>The e-mail factor is the account's address, whichever that is now.</summary>
public sealed class ChangeAddressTests(EnrollmentApp app) : IClassFixture<EnrollmentApp>, IDisposable
{
    private const string Old = "anna@example.hu";
    private const string New = "kovacs@pelda.com";

    public void Dispose() => app.People.Trouble.Clear();

    [Fact]
    public async Task TheFactorFollowsTheAddress()
    {
        var (person, factor) = await EnrolledAsync();

        await app.ReaddressAsync(person, New, 5);

        Assert.Equal("k…@p….com", (await person.Backend.GetAsync(factor)).Expect(HttpStatusCode.OK)["hint"]);
        var summary = (await app.Inside().GetAsync($"/internal/factor-summaries/{person.Id}?realm={person.Realm}")).Expect(HttpStatusCode.OK);
        Assert.Equal("k…@p….com", (string)summary.Body["factors"]![0]!["hint"]!);
        var set = await app.SetOf(person);
        Assert.Equal((New, 5, "k…@p….com"), (set.Mailbox!.Address, set.AccountVersion, set.Factors.Single().Hint));
    }

    [Fact]
    public async Task WhatComesLateOrTwiceChangesNothing()
    {
        var (person, factor) = await EnrolledAsync();
        await app.ReaddressAsync(person, New, 5);

        await app.TellAddressAsync(person, Old, 4);
        await app.TellAddressAsync(person, New, 5);
        await app.TellAddressAsync(person, Old, 5);

        Assert.Equal("k…@p….com", (await person.Backend.GetAsync(factor))["hint"]);
    }

    [Fact]
    public async Task NewsOlderThanTheFactorChangesNothing()
    {
        var person = app.NewPerson(email: Old);
        app.People.Accounts[person.Id] = person.Card with { Version = 7 };
        var id = (string)(await person.EnrolEmailAsync()).Body["factor"]!["id"]!;

        await app.TellAddressAsync(person, New, 6);

        Assert.Equal("a…@e….hu", (await person.Backend.GetAsync($"{person.Factors}/{id}"))["hint"]);
    }

    [Fact]
    public async Task ACodeToAnOlderAddressConfirmsNothing()
    {
        var person = app.NewPerson(email: Old);
        var started = (await person.StartAsync(person.EmailRequest(person.SignIn()))).Expect(HttpStatusCode.Created);

        await app.ReaddressAsync(person, New, 2);

        (await person.ConfirmAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.Conflict, "conflict");
        Assert.Empty((await app.SetOf(person)).Factors);
        await person.EnrolEmailAsync();
        Assert.Equal(New, (await app.SetOf(person)).Mailbox!.Address);
    }

    [Fact]
    public async Task ACodeToAnOlderAddressShowsNoAppEither()
    {
        var person = app.NewPerson("mailed", email: Old);
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);

        await app.ReaddressAsync(person, New, 2);

        (await person.ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task AnAppThatIsShownMindsNoNewAddress()
    {
        var person = app.NewPerson("mailed", email: Old);
        var started = (await person.StartAsync()).Expect(HttpStatusCode.Created);
        var shown = (await person.ProveAsync(started["id"], app.Challenge.MailedCode(started["id"]))).Expect(HttpStatusCode.OK);

        await app.ReaddressAsync(person, New, 2);

        (await person.ConfirmAsync(shown)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheSetNeverMixesAnOldMailboxWithANewHint()
    {
        var (person, _) = await EnrolledAsync();
        // Directory has changed it; its news is still on its way.
        app.People.Accounts[person.Id] = person.Card with { Email = New, Version = 5 };

        var set = await app.SetOf(person);

        Assert.Equal((New, 5, "k…@p….com"), (set.Mailbox!.Address, set.AccountVersion, set.Factors.Single().Hint));
    }

    [Fact]
    public async Task WithoutAVerifiedAddressThereIsNoMailbox()
    {
        var (person, _) = await EnrolledAsync();
        app.People.Accounts[person.Id] = person.Card with { Email = null, Version = 9 };

        var set = await app.SetOf(person);

        Assert.Equal((null, 0L, "a…@e….hu"), (set.Mailbox, set.AccountVersion, set.Factors.Single().Hint));
        app.People.Accounts.TryRemove(person.Id, out _);
        Assert.Null((await app.SetOf(person)).Mailbox);
    }

    [Fact]
    public async Task WithoutDirectoryThereIsNoSetOfAnAccountWithMailAndOneOfAnotherAccount()
    {
        var (person, _) = await EnrolledAsync();
        var other = app.NewPerson();
        await other.EnrolAsync();
        app.People.Trouble["/internal/accounts"] = Neighbours.Neighbour.HangUp;

        (await app.Inside().GetAsync($"/internal/factor-sets/{person.Id}?realm={person.Realm}")).Expect(HttpStatusCode.ServiceUnavailable, "dependency-unavailable");

        Assert.Single((await app.SetOf(other)).Factors);
    }

    [Fact]
    public async Task OnlyDirectoryTellsAddresses()
    {
        var body = JsonSerializer.SerializeToNode(new AddressChange("quick", "x…@y….z", 9), InternalJson.Default.AddressChange);
        (await app.Inside("challenge").PutAsync("/internal/accounts/acc_a/address", body)).Expect(HttpStatusCode.Unauthorized, "unauthorized");
        var unknown = JsonSerializer.SerializeToNode(new AddressChange("not-deployed", "x…@y….z", 9), InternalJson.Default.AddressChange);
        (await app.Inside("directory").PutAsync("/internal/accounts/acc_a/address", unknown)).Expect(HttpStatusCode.NotFound, "not-found");
    }

    private async Task<(Person Person, string Factor)> EnrolledAsync()
    {
        var person = app.NewPerson(email: Old);
        return (person, $"{person.Factors}/{(string)(await person.EnrolEmailAsync()).Body["factor"]!["id"]!}");
    }
}
