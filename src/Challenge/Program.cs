using System.Text.Json.Serialization.Metadata;
using Mfa.Challenges;
using Mfa.InternalApi;
using Mfa.ServiceDefaults;

var builder = ServiceHost.CreateBuilder("challenge", args, JsonTypeInfoResolver.Combine(ChallengeJson.Default, InternalJson.Default));
builder.AddChallenge();

var app = builder.BuildService();
app.MapChallenge();
await app.RunAsync();
