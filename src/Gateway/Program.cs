using Mfa.Gateway;

await using var gateway = GatewayModule.Build(args);
await gateway.RunAsync();
