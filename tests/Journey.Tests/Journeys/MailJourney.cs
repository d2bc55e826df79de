namespace Mfa.Journeys.Tests.Journeys;

/// <summary>A journey of somebody whose second factor is the mailbox.</summary>
internal abstract class MailJourney(Place place) : Journey(place)
{
    protected override async Task BecomeAsync() => Person = await Main.RegisterWithMailAsync(Place.Mails, Place.Realm, Place.Locale);
}
