// Prints what kubectl would send to a cluster of each file whose name is given: a line of JSON with the file, its
// objects, lists taken apart, and the error at which it gives up.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type reading struct {
	File    string            `json:"file"`
	Objects []json.RawMessage `json:"objects"`
	Error   string            `json:"error,omitempty"`
}

// read does what the builder of kubectl does with a file: one value after the other, each an object or a list.
func read(name string) (reading, error) {
	reading := reading{File: name, Objects: []json.RawMessage{}}
	file, err := os.Open(name)
	if err != nil {
		return reading, err
	}
	defer file.Close()
	decoder := yaml.NewYAMLOrJSONDecoder(file, 4096)
	for {
		var raw runtime.RawExtension
		if err := decoder.Decode(&raw); err != nil {
			if !errors.Is(err, io.EOF) {
				reading.Error = err.Error()
			}
			return reading, nil
		}
		raw.Raw = bytes.TrimSpace(raw.Raw)
		if len(raw.Raw) == 0 || bytes.Equal(raw.Raw, []byte("null")) {
			continue
		}
		object, _, err := unstructured.UnstructuredJSONScheme.Decode(raw.Raw, nil, nil)
		if err != nil {
			reading.Error = err.Error()
			continue
		}
		if reading.Objects, err = flattened(object, reading.Objects); err != nil {
			reading.Error = err.Error()
		}
	}
}

func flattened(object runtime.Object, into []json.RawMessage) ([]json.RawMessage, error) {
	if !meta.IsListType(object) {
		var out bytes.Buffer
		err := unstructured.UnstructuredJSONScheme.Encode(object, &out)
		return append(into, bytes.TrimSpace(out.Bytes())), err
	}
	items, err := meta.ExtractList(object)
	if err != nil {
		return into, err
	}
	for _, item := range items {
		if into, err = flattened(item, into); err != nil {
			return into, err
		}
	}
	return into, nil
}

func main() {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, name := range os.Args[1:] {
		reading, err := read(name)
		if err == nil {
			err = out.Encode(reading)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
