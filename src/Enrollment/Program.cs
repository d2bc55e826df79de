using System.Text.Json.Serialization.Metadata;
using Mfa.Enrollments;
using Mfa.InternalApi;
using Mfa.ServiceDefaults;

var app = ServiceHost.CreateBuilder("enrollment", args, JsonTypeInfoResolver.Combine(EnrollmentJson.Default, InternalJson.Default))
    .AddEnrollment()
    .BuildService()
    .MapEnrollment();
await app.RunAsync();
