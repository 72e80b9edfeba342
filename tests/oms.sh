# SPDX-License-Identifier: Apache-2.0
# oms.sh - makes models, keys and signatures with the openssl command line, for
# cases of `verify` and `sign`. Read with `. ../../oms.sh`.

b64() { openssl base64 -A; }
sum() { openssl dgst -sha256 -r "$1" | cut -c1-64; }

# make_key NAME [CURVE]: NAME.pem and NAME.pub
make_key() {
    openssl ecparam -genkey -name "${2:-prime256v1}" -noout -out "$1.pem" &&
        chmod 600 "$1.pem" && openssl pkey -in "$1.pem" -pubout -out "$1.pub"
}

# make_model FOLDER: a card, a configuration, weights
make_model() {
    mkdir -p "$1/weights"
    echo '# m' >"$1/README.md"
    echo '{"model_type":"llama"}' >"$1/config.json"
    printf '\002\000\000\000\000\000\000\000{}' >"$1/weights/model.safetensors"
}

# entry FOLDER FILE: its line in a statement
entry() {
    printf '{"name":"%s","algorithm":"sha256","digest":"%s"}' "$2" "$(sum "$1/$2")"
}

# root FOLDER FILE...: the digest over the digests
root() {
    folder=$1
    shift
    for file; do openssl dgst -sha256 -binary "$folder/$file"; done |
        openssl dgst -sha256 -r | cut -c1-64
}

# statement FOLDER FILE...: a statement on these files
statement() {
    printf '{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"m",'
    printf '"digest":{"sha256":"%s"}}],' "$(root "$@")"
    printf '"predicateType":"https://model_signing/signature/v1.0",'
    printf '"predicate":{"resources":['
    from=$1 comma=
    shift
    for file; do
        printf %s "$comma" && entry "$from" "$file" && comma=,
    done
    printf '],"serialization":{"method":"files","hash_type":"sha256",'
    printf '"allow_symlinks":false,"ignore_paths":[".git"]}}}'
}

# pae FILE: the bytes that are signed
pae() {
    printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(wc -c <"$1")"
    cat "$1"
}

# envelope STATEMENT KEY [HASH]: the rest of a bundle
envelope() {
    printf '"dsseEnvelope":{"payload":"%s",' "$(b64 <"$1")"
    printf '"payloadType":"application/vnd.in-toto+json","signatures":[{"sig":"%s"}]}}' \
        "$(pae "$1" | openssl dgst "-${3:-sha256}" -sign "$2.pem" | b64)"
}

# by_key STATEMENT KEY [HASH]: a bundle that names a key
by_key() {
    printf '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",'
    printf '"verificationMaterial":{"publicKey":{"hint":"%s"}},' \
        "$(openssl pkey -pubin -in "$2.pub" | openssl dgst -sha256 -r | cut -c1-64)"
    envelope "$@"
}

# by_chain STATEMENT KEY CERTIFICATE...: a bundle with certificates
by_chain() {
    text=$1 key=$2 comma=
    shift 2
    printf '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",'
    printf '"verificationMaterial":{"x509CertificateChain":{"certificates":['
    for certificate; do
        printf '%s{"rawBytes":"%s"}' "$comma" \
            "$(openssl x509 -in "$certificate" -outform der | b64)"
        comma=,
    done
    printf ']}},'
    envelope "$text" "$key"
}

# rules WORDS...: which rules a verification reports, and its exit code
rules() {
    "$FREEHOLD" verify --format json "$@" >answer
    code=$?
    echo "$(sed -n 's/.*"rule": "\(.*\)",/\1/p' answer | sort -u | tr '\n' ' ')exit $code"
}
