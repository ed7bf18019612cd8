package e2e

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/webhooks"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	svix "github.com/svix/svix-webhooks/go"
)

type webhook struct {
	body   []byte
	header http.Header
}

type receiver struct {
	url      string
	webhooks chan webhook
}

// receive answers as Go's net/http does, until the test is over.
func receive(t *testing.T) receiver {
	t.Helper()
	received := make(chan webhook, 100)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /hook", func(_ http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err == nil {
			received <- webhook{body, request.Header}
		}
	})
	receiving := &http.Server{Handler: mux}
	go receiving.Serve(listener)
	t.Cleanup(func() { receiving.Close() })
	return receiver{"http://" + listener.Addr().String() + "/hook", received}
}

func (r receiver) next(t *testing.T) webhook {
	t.Helper()
	select {
	case each := <-r.webhooks:
		return each
	case <-time.After(patience()):
		t.Fatal("no webhook came")
		return webhook{}
	}
}

type endpoint struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

func (each webhook) verified(t *testing.T, secret string) {
	t.Helper()
	first, err := standard.NewWebhook(secret)
	must(t, err)
	second, err := svix.NewWebhook(secret)
	must(t, err)
	tampered := append([]byte(" "), each.body...)
	must(t, first.Verify(each.body, each.header))
	must(t, second.Verify(each.body, each.header))
	if first.Verify(tampered, each.header) == nil || second.Verify(tampered, each.header) == nil {
		t.Fatal("what was changed is taken for genuine")
	}
}

func TestEventsOfAnyContentInEveryFormat(t *testing.T) {
	for _, format := range []string{"standard", "raw", "cloudevents", "openai"} {
		to := receive(t)
		made := api[endpoint](t, "POST", "/endpoints", map[string]any{
			"url": to.url, "event_types": []string{"go." + format}, "format": format,
		})
		for _, data := range []string{`{"order":17}`, `"\u2028\u0000 😀 é"`, `1.50`, `null`, `[]`} {
			api[any](t, "POST", "/events", map[string]any{"type": "go." + format, "data": json.RawMessage(data)})
			to.next(t).verified(t, made.Secret)
		}
	}
}

func TestOpenAIsClientUnwrapsTheEndOfAResponse(t *testing.T) {
	to := receive(t)
	made := api[endpoint](t, "POST", "/endpoints", map[string]any{
		"url": to.url, "event_types": []string{"response.completed"}, "format": "openai",
	})
	begun := background(t, "echo")
	one := client(option.WithWebhookSecret(made.Secret))
	// Other tests end responses, too.
	for {
		each := to.next(t)
		event, err := one.Webhooks.Unwrap(each.body, each.header)
		must(t, err)
		same(t, event.Type, "response.completed")
		if _, err := one.Webhooks.Unwrap(append([]byte(" "), each.body...), each.header); err == nil {
			t.Fatal("what was changed is taken for genuine")
		}
		if event.AsResponseCompleted().Data.ID == begun.ID {
			return
		}
	}
}

func TestOpenAIsClientManagesWebhooks(t *testing.T) {
	to := receive(t)
	one := client()
	made, err := one.Webhooks.New(ctx, webhooks.WebhookNewParams{
		Name: "mine", URL: to.url, EventTypes: []string{"batch.completed"},
	})
	must(t, err)
	found, err := one.Webhooks.Get(ctx, made.ID)
	must(t, err)
	same(t, found.Name, "mine")
	changed, err := one.Webhooks.Update(ctx, made.ID, webhooks.WebhookUpdateParams{Name: openai.String("ours")})
	must(t, err)
	same(t, changed.Name, "ours")
	rotated, err := one.Webhooks.RotateSecret(ctx, made.ID, webhooks.WebhookRotateSecretParams{})
	must(t, err)
	tested, err := one.Webhooks.Test(ctx, made.ID, webhooks.WebhookTestParams{EventType: "batch.completed"})
	must(t, err)
	same(t, tested.Success, true)
	each := to.next(t)
	signed := client(option.WithWebhookSecret(rotated.SigningSecret))
	_, err = signed.Webhooks.Unwrap(each.body, each.header)
	must(t, err)
	pager := one.Webhooks.ListAutoPaging(ctx, webhooks.WebhookListParams{})
	listed := false
	for pager.Next() {
		listed = listed || pager.Current().ID == made.ID
	}
	must(t, pager.Err())
	same(t, listed, true)
	deleted, err := one.Webhooks.Delete(ctx, made.ID)
	must(t, err)
	same(t, deleted.Deleted, true)
}
