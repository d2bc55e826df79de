using System.Security.Cryptography;
using System.Text;

namespace Mfa.ServiceDefaults.Keys;

/// <summary>All versions of one 256-bit key. The highest version makes; every version reads.</summary>
public sealed class SymmetricKeys
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly IReadOnlyDictionary<int, byte[]> _versions;

    public SymmetricKeys(IReadOnlyDictionary<int, byte[]> versions)
    {
        _versions = versions;
        Current = versions.Keys.Max();
    }

    /// <summary>The version that makes.</summary>
    public int Current { get; }

    /// <summary>All that read, oldest first.</summary>
    public IReadOnlyList<int> Versions => [.. _versions.Keys.Order()];

    /// <summary>Whether a version that a caller names is deployed.</summary>
    public bool Has(int version) => _versions.ContainsKey(version);

    /// <summary>HMAC-SHA256 of the parts, each preceded by its length so that no two lists of parts look alike.</summary>
    public byte[] Mac(params ReadOnlySpan<string> parts) => Mac(Current, parts);

    /// <summary>The same under a stated version, to compare with what an older key made.</summary>
    /// <exception cref="CryptographicException">The version is not deployed.</exception>
    public byte[] Mac(int version, params ReadOnlySpan<string> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, KeyOf(version));
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
        }

        return hmac.GetHashAndReset();
    }

    /// <summary>AES-256-GCM: <c>version (4) ‖ nonce (12) ‖ tag (16) ‖ ciphertext</c>; the version is part of the associated data.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, string associated)
    {
        var sealedBytes = new byte[4 + NonceSize + TagSize + plain.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(sealedBytes, Current);
        var nonce = sealedBytes.AsSpan(4, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyOf(Current), TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(4 + NonceSize + TagSize), sealedBytes.AsSpan(4 + NonceSize, TagSize), DataOf(associated, Current));
        return sealedBytes;
    }

    /// <summary>Opens what <see cref="Seal"/> made under any deployed version.</summary>
    /// <exception cref="CryptographicException">It was changed, belongs elsewhere, or its key is not deployed.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedBytes, string associated)
    {
        if (sealedBytes.Length < 4 + NonceSize + TagSize)
            throw new CryptographicException("Too short to be a sealed value.");
        var version = VersionOf(sealedBytes);
        var plain = new byte[sealedBytes.Length - 4 - NonceSize - TagSize];
        using var aes = new AesGcm(KeyOf(version), TagSize);
        aes.Decrypt(sealedBytes.Slice(4, NonceSize), sealedBytes[(4 + NonceSize + TagSize)..], sealedBytes.Slice(4 + NonceSize, TagSize), plain,
            DataOf(associated, version));
        return plain;
    }

    /// <summary>The version of the key that sealed a value.</summary>
    public static int VersionOf(ReadOnlySpan<byte> sealedBytes) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(sealedBytes);

    private byte[] KeyOf(int version) =>
        _versions.TryGetValue(version, out var key) ? key : throw new CryptographicException($"Key version {version} is not deployed.");

    private static byte[] DataOf(string associated, int version) => Encoding.UTF8.GetBytes($"{associated}|{version}");
}
